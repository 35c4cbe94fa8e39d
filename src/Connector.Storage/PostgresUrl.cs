using System.Data.Common;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;
using Connector.Storage.Postgres;
using Npgsql;

namespace Connector.Storage;

/// <summary>A store in a PostgreSQL database that several machines may use.</summary>
public sealed record PostgresUrl : StoreUrl
{
    private static readonly string[] Schemes = ["postgres://", "postgresql://"];

    private readonly NpgsqlConnectionStringBuilder _address;

    private PostgresUrl(NpgsqlConnectionStringBuilder address) => _address = address;

    /// <summary>Holds the password: for whoever connects, and nobody else.</summary>
    public string ConnectionString => _address.ConnectionString;

    /// <remarks>Each machine takes its own messages and waits for its own disk; a node has its working folder for itself.</remarks>
    public override string LocalPath => $"data/{Uri.EscapeDataString(_address.Database!)}";

    public override bool IsShared => true;

    public override string Schedule => ToString();

    /// <remarks>In the same database, over connections of its own: they must not run out because batches wait.</remarks>
    public override DbDataSource OpenSchedule()
    {
        var address = new NpgsqlConnectionStringBuilder(ConnectionString) { ApplicationName = "connector schedule", CommandTimeout = 60 };

        // A process that stops while it holds the schedule's lock does not hold the others up for longer than its lease.
        address.Options = $"{address.Options} {PostgresLink.WriterOptions}".Trim();
        return NpgsqlDataSource.Create(address);
    }

    public override async ValueTask<IStore> OpenAsync(TimeProvider time, CancellationToken cancellationToken) =>
        await PostgresStore.OpenAsync(this, time, cancellationToken);

    public override async ValueTask<IStore> OpenReadOnlyAsync(TimeProvider time, CancellationToken cancellationToken) =>
        await PostgresStore.OpenReadOnlyAsync(this, time, cancellationToken);

    public override ValueTask<StoreHealth> CheckAsync(
        ConnectorCatalog? catalog, Func<Database, Field, ProfileState, IEnumerable<string>> keysOf, TimeProvider time, CancellationToken cancellationToken) =>
        PostgresStore.CheckAsync(this, catalog, keysOf, cancellationToken);

    /// <summary>Where it is, without whose password.</summary>
    public override string ToString() =>
        new NpgsqlConnectionStringBuilder { Host = _address.Host, Port = _address.Port, Database = _address.Database }.ConnectionString;

    /// <returns>Null: it is nothing of PostgreSQL's.</returns>
    /// <exception cref="StoreException">It is meant for PostgreSQL and not understood.</exception>
    internal static PostgresUrl? TryParse(string text)
    {
        bool isUrl = Schemes.Any(scheme => text.StartsWith(scheme, StringComparison.OrdinalIgnoreCase));
        if (!isUrl && !text.Contains('='))
        {
            return null;
        }

        try
        {
            NpgsqlConnectionStringBuilder address = isUrl ? OfUrl(new Uri(text)) : new NpgsqlConnectionStringBuilder(text);
            if (string.IsNullOrWhiteSpace(address.Host))
            {
                throw new StoreException("The PostgreSQL store names no host. Write Host=HOST;Database=NAME;Username=USER.");
            }

            address.Database ??= address.Username ?? "connector";
            address.ApplicationName ??= "connector";
            // A machine that is cut off lets go of what it holds within seconds, on both sides.
            address.KeepAlive = address.KeepAlive == 0 ? 5 : address.KeepAlive;
            if (!address.Host.StartsWith('/') && address is { TcpKeepAlive: false, TcpKeepAliveTime: 0 })
            {
                // That is asked between commands. Who waits for an answer which went into a cut cable sends nothing, and would not learn that the server gave up.
                (address.TcpKeepAlive, address.TcpKeepAliveTime, address.TcpKeepAliveInterval) = (true, 5, 2);
            }

            return new PostgresUrl(address);
        }
        catch (Exception e) when (e is ArgumentException or FormatException or KeyNotFoundException or InvalidCastException or OverflowException)
        {
            // Neither the text nor what the reader says of it: both may hold the password.
            throw new StoreException(
                "The PostgreSQL store is not understood. Write Host=HOST;Port=5432;Database=NAME;Username=USER;Password=PASSWORD or postgres://USER:PASSWORD@HOST:5432/NAME, with names as Npgsql knows them.");
        }
    }

    private static NpgsqlConnectionStringBuilder OfUrl(Uri url)
    {
        string[] user = url.UserInfo.Split(':', 2);
        var address = new NpgsqlConnectionStringBuilder { Host = url.Host };
        if (url.Port > 0)
        {
            address.Port = url.Port;
        }

        if (url.AbsolutePath.Trim('/') is { Length: > 0 } database)
        {
            address.Database = Uri.UnescapeDataString(database);
        }

        if (user[0].Length > 0)
        {
            address.Username = Uri.UnescapeDataString(user[0]);
        }

        if (user.Length > 1)
        {
            address.Password = Uri.UnescapeDataString(user[1]);
        }

        foreach (string option in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = option.Split('=', 2);
            address[Known(Uri.UnescapeDataString(parts[0]))] = Uri.UnescapeDataString(parts.Length > 1 ? parts[1] : "");
        }

        return address;
    }

    /// <summary>libpq's names of what people write into such addresses.</summary>
    private static string Known(string option) => option switch
    {
        "sslmode" => "SSL Mode",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        "sslrootcert" => "Root Certificate",
        "host" => "Host",
        _ => option,
    };
}
