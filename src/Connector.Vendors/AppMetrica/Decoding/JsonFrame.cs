using System.Text;
using Connector.Core.Sync;

namespace Connector.Vendors.AppMetrica.Decoding;

/// <summary>What stands around the records of a JSON export. It is looked at in the buffer and not stepped over.</summary>
internal static class JsonFrame
{
    private const string Expected = "a JSON export is an object with an array «data», or an array of objects";

    /// <summary>Looks for the array of records.</summary>
    /// <param name="wrapped">Whether it is the member <c>data</c> of an object.</param>
    /// <returns>The position behind its bracket, or <see cref="JsonFault.Unfinished"/>.</returns>
    /// <exception cref="SourceException">The body is something else.</exception>
    public static int FindRecords(ExportBuffer buffer, out bool wrapped)
    {
        byte[] bytes = buffer.Bytes;
        int end = buffer.End;
        int at = ForeignBody.SkipMarks(bytes, buffer.Start, end);
        buffer.Start = at;
        wrapped = at < end && bytes[at] == '{';
        if (ForeignBody.MayBecomeMark(bytes.AsSpan(at, end - at)))
        {
            return JsonFault.Unfinished;
        }

        return bytes[at] switch
        {
            (byte)'[' => at + 1,
            (byte)'{' => FindData(buffer, at + 1),
            _ => throw new SourceException($"The body is no JSON export: found {ForeignBody.Describe(bytes.AsSpan(at, end - at))}; {Expected}."),
        };
    }

    /// <summary>Looks for the end of the body, or of one of several exports joined, from the bracket at the buffer's start.</summary>
    /// <param name="isJoined">Another export follows.</param>
    /// <returns>The position behind everything, or behind the next export's bracket; <see cref="JsonFault.Unfinished"/>; or another fault: this is not the end.</returns>
    public static int FindEnd(ExportBuffer buffer, bool wrapped, out bool isJoined)
    {
        isJoined = false;
        byte[] bytes = buffer.Bytes;
        int end = buffer.End;
        int at = JsonValue.SkipSpace(bytes, buffer.Start + 1, end);
        while (wrapped)
        {
            if (at >= end)
            {
                return JsonFault.Unfinished;
            }

            if (bytes[at] == '}')
            {
                at++;
                break;
            }

            if (bytes[at] != ',')
            {
                return JsonFault.Syntax;
            }

            at = JsonValue.SkipSpace(bytes, at + 1, end);
            if (at < end && bytes[at] != '}' && (at = SkipMember(bytes, at, end)) < 0)
            {
                return at;
            }
        }

        at = ForeignBody.SkipMarks(bytes, at, end);
        if (at >= end)
        {
            return buffer.IsLast ? at : JsonFault.Unfinished;
        }

        isJoined = true;
        return FindJoined(bytes, at, end, wrapped);
    }

    private static int FindJoined(byte[] bytes, int at, int end, bool wrapped)
    {
        if (wrapped)
        {
            if (bytes[at] != '{')
            {
                return JsonFault.Syntax;
            }

            int name = JsonValue.SkipSpace(bytes, at + 1, end);
            at = JsonValue.SkipKey(bytes, name, end, strict: false);
            if (at >= 0 && !bytes.AsSpan(name).StartsWith("\"data\""u8))
            {
                return JsonFault.Syntax;
            }
        }

        return at < 0 ? at : at >= end ? JsonFault.Unfinished : bytes[at] == '[' ? at + 1 : JsonFault.Syntax;
    }

    private static int FindData(ExportBuffer buffer, int at)
    {
        byte[] bytes = buffer.Bytes;
        int end = buffer.End;
        List<string> others = [];
        while (true)
        {
            at = JsonValue.SkipSpace(bytes, at, end);
            if (at < end && bytes[at] == '}')
            {
                throw new SourceException($"The body is no export: found a JSON object with {Names(others)}; {Expected}.");
            }

            int value = JsonValue.SkipKey(bytes, at, end, strict: false);
            ReadOnlySpan<byte> name = value < 0 ? [] : bytes.AsSpan(at, value - at);
            bool isData = name.StartsWith("\"data\""u8);
            if (isData && value < end && bytes[value] == '[')
            {
                return value + 1;
            }

            int next = value < 0 ? value : SkipMember(bytes, at, end);
            next = next < 0 ? next : JsonValue.SkipSpace(bytes, next, end);
            if (next >= end || (next == JsonFault.Unfinished && !buffer.IsFull))
            {
                return JsonFault.Unfinished;
            }

            if (isData || next < 0 || bytes[next] is not ((byte)',' or (byte)'}'))
            {
                throw new SourceException(isData
                    ? $"The body is no export: its «data» is no array; {Expected}."
                    : $"The body is no export: found JSON that is broken before any record; {Expected}.");
            }

            others.Add(Encoding.UTF8.GetString(name[1..name.LastIndexOf((byte)'"')]));
            at = bytes[next] == ',' ? next + 1 : next;
        }
    }

    private static int SkipMember(byte[] bytes, int at, int end)
    {
        int value = JsonValue.SkipKey(bytes, at, end, strict: false);
        int next = value < 0 ? value : JsonValue.Skip(bytes, value, end, strict: false);
        return next < 0 ? next : JsonValue.SkipSpace(bytes, next, end);
    }

    private static string Names(List<string> members) => members.Count == 0
        ? "no members"
        : $"the members {string.Join(", ", members.Take(5).Select(name => $"«{name}»"))} and no «data»";
}
