using System.Buffers;
using System.Buffers.Text;

namespace Connector.Core.Ingest;

/// <summary>
/// A message as hooks see it, and as rejects and waiting events keep it: its own members as they were sent, behind them the user that the
/// request names and <c>receivedAt</c>, when the request came. Of a repeated member the last counts.
/// </summary>
internal static class MessageText
{
    public static void Write(ReadOnlySpan<byte> body, RequestBody request, BodyMessage message, long receivedAt, ArrayBufferWriter<byte> target)
    {
        target.Write(message.Whole.Of(body)[..^1].TrimEnd(" \t\r\n"u8));
        Write(body, ",\"customUserId\":\""u8, request.CustomUser, target);
        Write(body, ",\"metrixUserId\":\""u8, request.MetrixUser, target);
        target.Write(",\"receivedAt\":"u8);
        Span<byte> digits = target.GetSpan(20);
        Utf8Formatter.TryFormat(receivedAt, digits, out int written);
        target.Advance(written);
        target.Write("}"u8);
    }

    private static void Write(ReadOnlySpan<byte> body, ReadOnlySpan<byte> member, BodySpan? text, ArrayBufferWriter<byte> target)
    {
        if (text is { } content)
        {
            target.Write(member);
            target.Write(content.Of(body));
            target.Write("\""u8);
        }
    }
}
