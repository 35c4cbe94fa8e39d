using System.Buffers;
using System.Text;
using System.Text.Json;
using Connector.Core.Records;

namespace Connector.Output;

/// <summary>Results on standard output, buffered: lines of text, or JSON objects a line each.</summary>
internal sealed class StandardOutput(Stream stream) : IDisposable
{
    private const int FlushAt = 1 << 16;

    /// <summary>C0 and C1 but for tab and line break.</summary>
    private static readonly SearchValues<char> Controls = SearchValues.Create(
        [.. Enumerable.Range(0, 0xa0).Select(code => (char)code).Where(one => char.IsControl(one) && one is not ('\t' or '\n'))]);

    private readonly ArrayBufferWriter<byte> _buffer = new(FlushAt * 2);
    private Utf8JsonWriter? _json;

    /// <summary>Writes a line for people. What an app sent is shown in it and never tells the terminal anything: control characters become U+FFFD.</summary>
    public void Line(string text = "")
    {
        Encoding.UTF8.GetBytes(text.AsSpan().ContainsAny(Controls) ? Harmless(text) : text, _buffer);
        EndLine();
    }

    /// <summary>Writes one object on a line of its own.</summary>
    /// <param name="members">Writes its members.</param>
    public void Json(Action<Utf8JsonWriter> members)
    {
        _json ??= new Utf8JsonWriter(Stream.Null, JsonOutput.Options);
        _json.Reset(_buffer);
        _json.WriteStartObject();
        members(_json);
        _json.WriteEndObject();
        _json.Flush();
        EndLine();
    }

    public void Flush()
    {
        if (_buffer.WrittenCount == 0)
        {
            return;
        }

        try
        {
            stream.Write(_buffer.WrittenSpan);
            stream.Flush();
        }
        catch (IOException e)
        {
            throw new OutputLostException("Standard output cannot be written: " + e.Message, e);
        }
        finally
        {
            // Whether written or lost: what cannot be written once is not tried again on the way out.
            _buffer.ResetWrittenCount();
        }
    }

    public void Dispose()
    {
        Flush();
        _json?.Dispose();
    }

    private static string Harmless(string text) => string.Create(text.Length, text, static (target, source) =>
    {
        source.CopyTo(target);
        for (int at; (at = target.IndexOfAny(Controls)) >= 0; target = target[(at + 1)..])
        {
            target[at] = '\ufffd';
        }
    });

    private void EndLine()
    {
        _buffer.Write("\n"u8);
        if (_buffer.WrittenCount >= FlushAt)
        {
            Flush();
        }
    }
}

/// <summary>Results did not reach standard output, for example because a disk is full.</summary>
internal sealed class OutputLostException(string message, Exception inner) : Exception(message, inner);
