using System.Buffers;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using System.Text;
using Connector.Core.Records;

namespace Connector.Core.Ingest;

/// <summary>One message out of the inbox.</summary>
/// <param name="Key">By which it is known when it comes again.</param>
/// <param name="Users">Keys of those it may be of: one or two.</param>
/// <param name="Place">Of its request in the inbox.</param>
/// <param name="At">When it came, Unix milliseconds.</param>
internal readonly record struct TakenMessage(LogResource Type, UInt128 Key, ImmutableArray<UInt128> Users, long Place, long At, BodySpan Text);

/// <summary>The messages of one integration out of a page of the inbox, in order of arrival, with their texts.</summary>
internal sealed class TakenMessages
{
    private readonly ArrayBufferWriter<byte> _texts = new(1 << 14);
    private readonly RequestBody _body = new();
    private readonly MessageKey _key = new();

    public List<TakenMessage> Messages { get; } = [];

    public void Add(in KeptRequest kept)
    {
        TakenRequest request = kept.Request;
        ReadOnlySpan<byte> body = request.Body.Span;
        if (!_body.Read(body))
        {
            throw new InvalidOperationException("The inbox holds a request that was never found right.");
        }

        ImmutableArray<UInt128> users = UsersOf(request.ApplicationId, body);
        foreach (BodyMessage message in _body.Messages)
        {
            int start = _texts.WrittenCount;
            MessageText.Write(body, _body, message, request.At, _texts);
            Messages.Add(new TakenMessage(
                message.Type,
                _key.OfMessage(request.ApplicationId, Unescaped(message.Id.Of(body))),
                users,
                kept.Place,
                request.At,
                new BodySpan(start, _texts.WrittenCount - start)));
        }
    }

    /// <summary>Adds a text that was kept elsewhere.</summary>
    public BodySpan AddText(string text)
    {
        int start = _texts.WrittenCount;
        return new BodySpan(start, (int)Encoding.UTF8.GetBytes(text, _texts));
    }

    /// <summary>Valid until something is added.</summary>
    public ArraySegment<byte> TextOf(BodySpan span)
    {
        MemoryMarshal.TryGetArray(_texts.WrittenMemory, out ArraySegment<byte> all);
        return all.Slice(span.Start, span.Length);
    }

    private ImmutableArray<UInt128> UsersOf(string application, ReadOnlySpan<byte> body)
    {
        ImmutableArray<UInt128> users = [];
        if (_body.CustomUser is { } custom)
        {
            users = users.Add(_key.OfUser(application, "customUserId"u8, Unescaped(custom.Of(body))));
        }

        return _body.MetrixUser is { } metrix ? users.Add(_key.OfUser(application, "metrixUserId"u8, Unescaped(metrix.Of(body)))) : users;
    }

    private static ReadOnlySpan<byte> Unescaped(ReadOnlySpan<byte> text)
    {
        if (!text.Contains((byte)'\\'))
        {
            return text;
        }

        byte[] unescaped = new byte[text.Length];
        return unescaped.AsSpan(0, JsonText.Unescape(text, unescaped));
    }
}
