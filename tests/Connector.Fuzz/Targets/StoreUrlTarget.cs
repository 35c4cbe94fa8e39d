using System.Text;
using Connector.Core.Sync;
using Connector.Storage;

namespace Connector.Fuzz.Targets;

/// <summary>Addresses of stores: taken and written as they were, or refused without being repeated, for a password may be in them.</summary>
internal sealed class StoreUrlTarget : Target
{
    private const string Password = "pa55-w0rd";

    public override string Name => "store-url";

    public override IReadOnlyList<byte[]> Seeds { get; } =
        Inputs.Of("sqlite:data/connector.db", "SQLITE: /var/x.db ", $"Host=db;Username=u;Password={Password};Database=c", $"postgresql://u:{Password}@db/c");

    public override IReadOnlyList<byte[]> Words { get; } = [.. Inputs.Evil, .. Inputs.Of("sqlite:", "postgres:", ";", "=", "Host", Password, ":", "/", " ", "@")];

    public override void Read(byte[] input, Random random) => Parse(Encoding.UTF8.GetString(input), out _);

    public override void Check(byte[] input, Random random)
    {
        string text = Encoding.UTF8.GetString(input);
        if (Parse(text, out string? refusal) is not { } url)
        {
            Hold(!refusal!.Contains(Password, StringComparison.OrdinalIgnoreCase), "A refusal tells the password.");
            return;
        }

        // Who may come in is not written, so that what is written leads to the place alone.
        StoreUrl? written = Parse(url.ToString(), out _);
        Hold(url is SqliteUrl ? url.Equals(written) : written?.ToString() == url.ToString(), $"Written as {url} it is another store.");
    }

    private static StoreUrl? Parse(string text, out string? refusal)
    {
        try
        {
            refusal = null;
            return StoreUrl.Parse(text);
        }
        catch (StoreException e)
        {
            refusal = e.Message;
            return null;
        }
    }
}
