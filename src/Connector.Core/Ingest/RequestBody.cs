using System.Text.Json;
using System.Text.Unicode;
using Connector.Core.Records;

namespace Connector.Core.Ingest;

/// <summary>What is wrong with a request's body.</summary>
/// <param name="Pointer">Where, as a JSON Pointer: <c>/messages/0/time</c>; empty for the body as a whole.</param>
/// <param name="Text">What, and what to send instead, without repeating what was sent.</param>
public sealed record RequestFault(string Pointer, string Text);

/// <summary>A stretch of the body.</summary>
public readonly record struct BodySpan(int Start, int Length)
{
    public ReadOnlySpan<byte> Of(ReadOnlySpan<byte> body) => body.Slice(Start, Length);
}

/// <summary>One message of a request.</summary>
/// <param name="Id">What stands between the quotes of its <c>id</c>.</param>
/// <param name="Whole">From brace to brace.</param>
public readonly record struct BodyMessage(LogResource Type, BodySpan Id, BodySpan Whole);

/// <summary>Reads bodies of requests in Metrix's format, one after another: who sent what, and every fault at once.</summary>
/// <remarks>Sources: Metrix docs, «REST API - Getting Started» and «Tracking Users»; their two forms of <c>time</c> are both taken.</remarks>
public sealed class RequestBody
{
    private const int DeepestNesting = 64;

    private readonly List<BodyMessage> _messages = [];
    private readonly List<RequestFault> _faults = [];
    private readonly MessageCheck _check;

    public RequestBody()
    {
        _check = new MessageCheck(_faults);
    }

    /// <summary>Complete only when there are no faults.</summary>
    public IReadOnlyList<BodyMessage> Messages => _messages;

    public IReadOnlyList<RequestFault> Faults => _faults;

    /// <summary>What stands between the quotes of <c>customUserId</c>; null: there is none.</summary>
    public BodySpan? CustomUser { get; private set; }

    /// <summary>So of <c>metrixUserId</c>.</summary>
    public BodySpan? MetrixUser { get; private set; }

    /// <returns>True: there are no faults.</returns>
    public bool Read(ReadOnlySpan<byte> body)
    {
        _messages.Clear();
        _faults.Clear();
        (CustomUser, MetrixUser) = (null, null);
        if (!Utf8.IsValid(body))
        {
            _faults.Add(new RequestFault("", "The body is not in UTF-8. Send it as UTF-8."));
            return false;
        }

        var reader = new Utf8JsonReader(body, new JsonReaderOptions { MaxDepth = DeepestNesting });
        try
        {
            ReadRoot(ref reader);
        }
        catch (JsonException) when (reader.CurrentDepth == DeepestNesting && body[(int)reader.BytesConsumed..].TrimStart(" \t\r\n,:"u8) is [(byte)'{' or (byte)'[', ..])
        {
            _faults.Add(new RequestFault("", $"The body is nested deeper than {DeepestNesting} levels, which is the limit."));
        }
        catch (JsonException e)
        {
            _faults.Add(new RequestFault("", $"The body is no JSON from line {e.LineNumber + 1}, byte {e.BytePositionInLine + 1} on."));
        }

        return _faults.Count == 0;
    }

    private void ReadRoot(ref Utf8JsonReader reader)
    {
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartObject)
        {
            _faults.Add(new RequestFault("", "The body must be a JSON object with a user and messages."));
            return;
        }

        bool any = false;
        bool wrongUser = false;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            if (MemberName.Is(ref reader, "messages"u8))
            {
                any = true;
                ReadMessages(ref reader);
            }
            else if (MemberName.Is(ref reader, "customUserId"u8))
            {
                CustomUser = ReadUser(ref reader, "customUserId", ref wrongUser);
            }
            else if (MemberName.Is(ref reader, "metrixUserId"u8))
            {
                MetrixUser = ReadUser(ref reader, "metrixUserId", ref wrongUser);
            }
            else
            {
                reader.Skip();
            }
        }

        if (CustomUser is null && MetrixUser is null && !wrongUser)
        {
            _faults.Add(new RequestFault("", "The body names no user. Send customUserId, metrixUserId or both."));
        }

        if (!any)
        {
            _faults.Add(new RequestFault("/messages", "'messages' is missing. Send a list with at least one message."));
        }

        // What stands behind the object is a fault too, which reading on finds.
        reader.Read();
    }

    private BodySpan? ReadUser(ref Utf8JsonReader reader, string name, ref bool wrong)
    {
        reader.Read();
        switch (reader.TokenType)
        {
            case JsonTokenType.String:
                return reader.ValueSpan.Trim(" "u8).IsEmpty ? null : MemberName.Content(ref reader);
            case JsonTokenType.Null:
                return null;
            default:
                reader.Skip();
                wrong = true;
                _faults.Add(new RequestFault("/" + name, $"'{name}' must be a string."));
                return null;
        }
    }

    private void ReadMessages(ref Utf8JsonReader reader)
    {
        _messages.Clear();
        reader.Read();
        if (reader.TokenType != JsonTokenType.StartArray)
        {
            reader.Skip();
            _faults.Add(new RequestFault("/messages", "'messages' must be a list."));
            return;
        }

        int number = 0;
        for (; reader.Read() && reader.TokenType != JsonTokenType.EndArray; number++)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                _faults.Add(new RequestFault($"/messages/{number}", "A message must be an object."));
            }
            else if (_check.Read(ref reader, number) is { } message)
            {
                _messages.Add(message);
            }
        }

        if (number == 0)
        {
            _faults.Add(new RequestFault("/messages", "'messages' is empty. Send at least one message."));
        }
    }
}

/// <summary>Names and texts where a reader stands.</summary>
internal static class MemberName
{
    /// <summary>Compares the member's name, also where the reader's own comparison throws: at half a surrogate pair.</summary>
    public static bool Is(ref Utf8JsonReader reader, ReadOnlySpan<byte> name)
    {
        if (!reader.ValueIsEscaped)
        {
            return reader.ValueSpan.SequenceEqual(name);
        }

        byte[] unescaped = new byte[reader.ValueSpan.Length];
        return unescaped.AsSpan(0, JsonText.Unescape(reader.ValueSpan, unescaped)).SequenceEqual(name);
    }

    /// <summary>Where the string lies, without its quotes.</summary>
    public static BodySpan Content(ref Utf8JsonReader reader) => new((int)reader.TokenStartIndex + 1, reader.ValueSpan.Length);
}
