using System.Text;
using Connector.Core.Records;

namespace Connector.Core.Ingest;

/// <summary>The digests by which messages and users are remembered: what people are called elsewhere need not be kept for it.</summary>
internal sealed class MessageKey
{
    private readonly EventKey _key = new();

    public UInt128 OfMessage(string application, ReadOnlySpan<byte> id) => Of("message"u8, application, id);

    /// <param name="kind">The member that names the user: <c>customUserId</c> or <c>metrixUserId</c>.</param>
    public UInt128 OfUser(string application, ReadOnlySpan<byte> kind, ReadOnlySpan<byte> id) => Of(kind, application, id);

    private UInt128 Of(ReadOnlySpan<byte> kind, string application, ReadOnlySpan<byte> id)
    {
        _key.Begin();
        _key.Add(kind);
        _key.Add(Encoding.UTF8.GetBytes(application));
        _key.Add(id);
        return _key.End();
    }
}
