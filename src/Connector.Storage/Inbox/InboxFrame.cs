using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using Connector.Core.Ingest;
using Connector.Storage.States;

namespace Connector.Storage.Inbox;

/// <summary>How a request lies in a segment: its length, a checksum, then time, integration, application and body.</summary>
internal static class InboxFrame
{
    private const int Head = 8;
    private const int Fixed = 12;

    public static void Write(in TakenRequest request, ArrayBufferWriter<byte> target)
    {
        int integration = Encoding.UTF8.GetByteCount(request.Integration);
        int application = Encoding.UTF8.GetByteCount(request.ApplicationId);
        int length = Fixed + integration + application + request.Body.Length;
        Span<byte> frame = target.GetSpan(Head + length)[..(Head + length)];
        Span<byte> content = frame[Head..];
        BinaryPrimitives.WriteInt64LittleEndian(content, request.At);
        BinaryPrimitives.WriteUInt16LittleEndian(content[8..], checked((ushort)integration));
        BinaryPrimitives.WriteUInt16LittleEndian(content[10..], checked((ushort)application));
        Encoding.UTF8.GetBytes(request.Integration, content[Fixed..]);
        Encoding.UTF8.GetBytes(request.ApplicationId, content[(Fixed + integration)..]);
        request.Body.Span.CopyTo(content[(Fixed + integration + application)..]);
        BinaryPrimitives.WriteInt32LittleEndian(frame, length);
        BinaryPrimitives.WriteUInt32LittleEndian(frame[4..], Checksum.Of(content));
        target.Advance(Head + length);
    }

    /// <summary>How many bytes the frame that begins here has, as far as its head says.</summary>
    /// <returns>0: no frame can begin here.</returns>
    public static int LengthOf(ReadOnlySpan<byte> bytes)
    {
        int length = bytes.Length < Head ? 0 : BinaryPrimitives.ReadInt32LittleEndian(bytes);
        return length is < Fixed or > int.MaxValue - Head ? 0 : Head + length;
    }

    /// <param name="frame">Of the length that <see cref="LengthOf"/> told.</param>
    /// <returns>Null: it was not written to its end, or not by us.</returns>
    public static TakenRequest? Read(ReadOnlyMemory<byte> frame)
    {
        ReadOnlyMemory<byte> content = frame[Head..];
        ReadOnlySpan<byte> bytes = content.Span;
        int integration = BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..]);
        int application = BinaryPrimitives.ReadUInt16LittleEndian(bytes[10..]);
        if (BinaryPrimitives.ReadUInt32LittleEndian(frame.Span[4..]) != Checksum.Of(bytes) || Fixed + integration + application > bytes.Length)
        {
            return null;
        }

        return new TakenRequest(
            Encoding.UTF8.GetString(bytes.Slice(Fixed, integration)),
            Encoding.UTF8.GetString(bytes.Slice(Fixed + integration, application)),
            BinaryPrimitives.ReadInt64LittleEndian(bytes),
            content[(Fixed + integration + application)..]);
    }
}
