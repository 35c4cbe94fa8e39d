using System.CommandLine;
using Connector.Core.Catalog;
using Connector.Core.Profiles;
using Connector.Core.Sync;

namespace Connector.Commands;

/// <summary>How commands are told which profiles are meant: by an id, or by <c>--database</c>, <c>--by</c> and <c>--value</c>.</summary>
internal sealed class ProfileChoice
{
    private readonly Option<string> _database;
    private readonly Option<string> _by;
    private readonly Option<string> _value;

    /// <param name="isRequired">False: an id may stand in for <c>--by</c> and <c>--value</c>.</param>
    public ProfileChoice(bool isRequired = false)
    {
        _database = SharedOptions.Text("--database", "D", "The database. May be left out where there is one alone, and for --by id.");
        _by = SharedOptions.Text(
            "--by", "KEY", "email (the profile's or a subscription's), email_profile, appmetrica_device_id, customUserId, metrixUserId, id, or a matchable field.", isRequired);
        _value = SharedOptions.Text("--value", "X", "The value to look for.", isRequired);
    }

    public IEnumerable<Option> Options => [_database, _by, _value];

    /// <param name="id">An id that was given beside the options; null: none was.</param>
    /// <exception cref="UsageException">What was given does not name a profile, or names it twice.</exception>
    public Question Read(Invocation call, string? id = null)
    {
        string? by = call.Get(_by);
        string? value = call.Get(_value);
        if (id is not null)
        {
            if (by is not null || value is not null)
            {
                throw new UsageException("Name the profile by its id, or by --by and --value, not by both.");
            }

            (by, value) = ("id", id);
        }

        if (by is null || value is null)
        {
            throw new UsageException("Say which profile: by its id, or by --by and --value.");
        }

        ConnectorCatalog catalog = call.Catalog();
        Database? database = by == "id" && call.Get(_database) is null ? null : DatabaseOf(catalog, call.Get(_database));
        return by == "id"
            ? new Question(catalog, database, by, IdOf(value), [])
            : new Question(catalog, database, by, null, ProfileLookup.Keys(database!, by, value));
    }

    private static long IdOf(string text) => ProfileState.TryParseId(text, out long id)
        ? id
        : throw new UsageException($"'{text}' is no profile's id: an id has 16 hexadecimal digits, as profiles list prints it.");

    private static Database DatabaseOf(ConnectorCatalog catalog, string? name) =>
        name is not null ? Invocation.Named(catalog.Databases, name, "database")
        : catalog.Databases.Count == 1 ? catalog.Databases.Values.Single()
        : throw new UsageException($"Say which database with --database: {string.Join(", ", catalog.Databases.Keys.Order(StringComparer.Ordinal))}.");

    /// <param name="Database">Null: of any.</param>
    /// <param name="Id">Null: they are found by <paramref name="Keys"/>.</param>
    public sealed record Question(ConnectorCatalog Catalog, Database? Database, string By, long? Id, IReadOnlyList<ProfileKey> Keys)
    {
        /// <returns>At least one.</returns>
        /// <exception cref="UsageException">There is none.</exception>
        public async Task<IReadOnlyList<ProfileState>> FindAsync(IStoreQueries queries, CancellationToken cancellationToken)
        {
            IReadOnlyList<ProfileState> profiles = Id is { } id
                ? await ByIdAsync(queries, id, cancellationToken)
                : await ProfileLookup.FindAsync(queries, Database!, Keys, cancellationToken);
            return profiles.Count > 0 ? profiles : throw new UsageException(
                $"No profile{(Database is null ? "" : $" of {Database.Name}")} has this {By}. Try another key with --by, or 'connector profiles list' to see whom there is.");
        }

        private async Task<IReadOnlyList<ProfileState>> ByIdAsync(IStoreQueries queries, long id, CancellationToken cancellationToken) =>
            await queries.GetProfileAsync(id, cancellationToken) is { } profile && (Database is null || profile.Database == Database.Name) ? [profile] : [];
    }
}
