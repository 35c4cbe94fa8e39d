using System.Globalization;
using System.Net;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Newtonsoft.Json;
using Newtonsoft.Json.Linq;

namespace Connector.Benchmarks.Workloads;

/// <summary>What people would otherwise write for <c>shop</c>: a <see cref="JObject"/> a record, Dapper, a transaction for each record that does something.</summary>
/// <remarks>Its file has the store's own journal and durability, so that only the program differs.</remarks>
internal static class PlainProgram
{
    private const string Tables = """
        pragma journal_mode = wal;
        pragma synchronous = normal;
        create table profile (id integer primary key, email text unique, phone text, name text, consent text, registered_at text, os text, card text, tier text);
        create table device (device text primary key, profile integer not null);
        create table subscription (profile integer not null, address text not null, status text not null, primary key (profile, address));
        create table goal (id integer primary key, name text not null, value real, at integer not null, profile integer, device text);
        """;

    public static Task<Measurement> RunAsync(string url, string store) => Measurement.TakeAsync(async () =>
    {
        using var client = new HttpClient(new HttpClientHandler { AutomaticDecompression = DecompressionMethods.GZip });
        await using Stream body = await client.GetStreamAsync(new Uri(url + "/logs/v1/export/events.json"));
        using var reader = new JsonTextReader(new StreamReader(body, Encoding.UTF8));
        await using var database = new SqliteConnection($"Data Source={store}");
        await database.OpenAsync();
        await database.ExecuteAsync(Tables);
        long records = 0;
        long changed = 0;
        while (await reader.ReadAsync())
        {
            if (reader.TokenType == JsonToken.StartObject && reader.Depth == 2)
            {
                JObject record = await JObject.LoadAsync(reader);
                records++;
                changed += await ApplyAsync(database, record) ? 1 : 0;
            }
        }

        return Measurement.Of(records, changed, changed);
    });

    private static async Task<bool> ApplyAsync(SqliteConnection database, JObject record)
    {
        if (Parse((string?)record["event_json"]) is not { } json)
        {
            return false;
        }

        string name = (string?)record["event_name"] ?? "";
        switch (name.ToLowerInvariant())
        {
            case "registration" or "profile_updated" when (string?)json.SelectToken("contacts.email") is { Length: > 0 } email:
                await RegisterAsync(database, record, json, email.Trim().ToLowerInvariant());
                return true;
            case "loyalty_card_added":
                await AddCardAsync(database, record, json);
                return true;
            case "purchase":
                await AddGoalAsync(database, record, json, name);
                return true;
            default:
                return false;
        }
    }

    private static JObject? Parse(string? text)
    {
        try
        {
            return string.IsNullOrEmpty(text) ? null : JObject.Parse(text);
        }
        catch (JsonReaderException)
        {
            // Cut short by the sender.
            return null;
        }
    }

    private static async Task RegisterAsync(SqliteConnection database, JObject record, JObject json, string email)
    {
        await using SqliteTransaction transaction = database.BeginTransaction();
        var values = new
        {
            email,
            phone = (string?)json.SelectToken("contacts.phone"),
            name = (string?)json["name"],
            consent = (string?)json["consent"],
            registered = (string?)record["event_datetime"],
            os = (string?)record["os_name"],
            device = (string?)record["appmetrica_device_id"],
        };
        long? profile = await database.QuerySingleOrDefaultAsync<long?>("select id from profile where email = @email", values, transaction);
        profile ??= await database.QuerySingleAsync<long>("insert into profile (email, registered_at) values (@email, @registered) returning id", values, transaction);
        await database.ExecuteAsync(
            "update profile set phone = @phone, name = @name, consent = coalesce(@consent, consent), os = @os where id = @profile",
            new { profile, values.phone, values.name, values.consent, values.os },
            transaction);
        await database.ExecuteAsync("insert or replace into device (device, profile) values (@device, @profile)", new { values.device, profile }, transaction);
        await database.ExecuteAsync(
            "insert or ignore into subscription (profile, address, status) values (@profile, @email, 'unconfirmed')", new { profile, email }, transaction);
        await transaction.CommitAsync();
    }

    private static async Task AddCardAsync(SqliteConnection database, JObject record, JObject json)
    {
        await using SqliteTransaction transaction = database.BeginTransaction();
        if (await ProfileOfAsync(database, record, transaction) is { } profile)
        {
            await database.ExecuteAsync(
                "update profile set card = @card, tier = @tier where id = @profile",
                new { profile, card = (string?)json.SelectToken("loyalty.card"), tier = (string?)json.SelectToken("loyalty.tier") },
                transaction);
        }

        await transaction.CommitAsync();
    }

    private static async Task AddGoalAsync(SqliteConnection database, JObject record, JObject json, string name)
    {
        await using SqliteTransaction transaction = database.BeginTransaction();
        long? profile = await ProfileOfAsync(database, record, transaction);
        await database.ExecuteAsync(
            "insert into goal (name, value, at, profile, device) values (@name, @value, @at, @profile, @device)",
            new
            {
                name,
                value = (double?)json.SelectToken("cart.total"),
                at = long.Parse((string)record["event_timestamp"]!, CultureInfo.InvariantCulture),
                profile,
                device = (string?)record["appmetrica_device_id"],
            },
            transaction);
        await transaction.CommitAsync();
    }

    private static Task<long?> ProfileOfAsync(SqliteConnection database, JObject record, SqliteTransaction transaction) =>
        database.QuerySingleOrDefaultAsync<long?>(
            "select profile from device where device = @device", new { device = (string?)record["appmetrica_device_id"] }, transaction);
}
