using System.Collections.Immutable;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;

namespace Connector.Core.Delivery;

/// <summary>What of a batch other systems are told, and in which messages. The store asks it within the batch's transaction.</summary>
public sealed class Outbox
{
    private readonly ImmutableArray<Destination> _destinations;
    private readonly IReadOnlyDictionary<string, Database> _databases;

    private Outbox(ImmutableArray<Destination> destinations, IReadOnlyDictionary<string, Database> databases)
    {
        _destinations = destinations;
        _databases = databases;
    }

    /// <summary>Those that get messages, by name.</summary>
    public IEnumerable<string> Destinations => _destinations.Select(destination => destination.Name);

    /// <returns>Null: nobody is told of anything.</returns>
    public static Outbox? Of(ConnectorCatalog catalog)
    {
        ImmutableArray<Destination> active =
            [.. catalog.Destinations.Values.Where(destination => destination.Active).OrderBy(destination => destination.Name, StringComparer.Ordinal)];
        return active.IsEmpty ? null : new Outbox(active, catalog.Databases);
    }

    /// <summary>Makes the messages of a batch whose profiles and goals are written.</summary>
    /// <param name="news">Goals that were really added to a profile, or became a profile's.</param>
    /// <param name="merged">What <see cref="MergedTelling"/> says of every merge and destination.</param>
    /// <param name="now">Unix milliseconds.</param>
    public void Fill(WorkingSet set, IReadOnlyList<Goal> news, IReadOnlyList<MergedTelling> merged, IOutboxRows rows, long now)
    {
        ILookup<long, Goal> goals = news.Where(goal => goal.Profile is not null).ToLookup(goal => goal.Profile!.Value);
        ProfileState[] touched =
        [
            .. set.Profiles.Where(profile => profile is { HasNews: true, MergedInto: null }).Select(profile => profile.Id)
                .Concat(goals.Select(group => group.Key))
                .Distinct()
                .Order()
                .Select(id => set.Find(id) ?? rows.Load(id))
                .OfType<ProfileState>(),
        ];
        foreach (Destination destination in _destinations)
        {
            foreach (ProfileState profile in touched)
            {
                if (destination.TakesDatabase(profile.Database) && _databases.TryGetValue(profile.Database, out Database? database))
                {
                    Goal[] moved = [.. merged.Where(one => one.Destination == destination.Name && one.Into == profile.Id).SelectMany(one => one.Untold(rows))];
                    Tell(destination, profile, database, goals[profile.Id].UnionBy(moved, goal => goal.Key), rows, now);
                }
            }
        }
    }

    /// <summary>The body of a message about a profile as it is now, for one that is to be sent again.</summary>
    /// <returns>Null: its database is not known any more.</returns>
    public string? Renew(ProfileState profile) =>
        _databases.TryGetValue(profile.Database, out Database? database) ? MessageBody.OfProfile(profile, database) : null;

    private static void Tell(Destination destination, ProfileState profile, Database database, IEnumerable<Goal> news, IOutboxRows rows, long now)
    {
        if (!CanFind(destination, profile, database))
        {
            return;
        }

        // What it did before it could be found is told with the rest when it can. Goals of one time keep the order in which they came.
        bool isFirst = rows.Introduce(destination.Name, profile.Id);
        Goal[] goals = !destination.Sends.HasFlag(Sends.Goals) ? []
            : [.. (isFirst ? rows.GoalsOf(destination.Name, profile.Id) : news).Where(goal => destination.TakesPixel(goal.Pixel)).OrderBy(goal => goal.At)];
        if (destination.Sends.HasFlag(Sends.Profiles) && (profile.HasNews || isFirst))
        {
            long made = Free(now);
            rows.Add(
                new OutboundMessage(
                    destination.Name,
                    profile.Id,
                    MessageKind.Profile,
                    MessageIds.OfProfile(destination.Name, profile.Id, made),
                    made,
                    MessageBody.OfProfile(profile, database)),
                now);
        }

        long next = long.MinValue;
        foreach (Goal goal in goals)
        {
            // They are in order of time: nothing before the last one's is looked at again.
            long at = Free(Math.Max(goal.At, next));
            next = at + 1;
            rows.Add(
                new OutboundMessage(
                    destination.Name,
                    profile.Id,
                    MessageKind.Goal,
                    MessageIds.OfGoal(destination.Name, goal),
                    at,
                    MessageBody.OfGoal(goal, profile, database, destination.IdField)),
                now);
        }

        // Metrix drops an event of a device that has the time of another one; two in one second are common.
        long Free(long wish)
        {
            while (rows.IsTaken(destination.Name, profile.Id, wish))
            {
                wish++;
            }

            return wish;
        }
    }

    /// <summary>Whether the destination can tell who the profile is. Before that it is not told of it.</summary>
    private static bool CanFind(Destination destination, ProfileState profile, Database database) => destination is not AltcraftDestination altcraft
        || AltcraftMatch.ValueOf(altcraft, PersonBody.Of(profile, database, field => AltcraftMatch.NeedsField(altcraft, field.Name), null)) is not null;
}

/// <summary>By what Altcraft is asked to find a profile.</summary>
public static class AltcraftMatch
{
    /// <returns>Null: the profile has nothing by which it could be found.</returns>
    public static string? ValueOf(AltcraftDestination destination, PersonBody person) => person.First(destination.IdField);

    public static bool NeedsField(AltcraftDestination destination, string field) => field == destination.IdField;
}

/// <summary>What a destination had been told of two profiles that became one.</summary>
/// <param name="FromTold">It was told of the one that went.</param>
/// <param name="IntoTold">It was told of the one that stays, before it went in there.</param>
public sealed record MergedTelling(string Destination, long From, long Into, bool FromTold, bool IntoTold)
{
    /// <summary>Goals of the profile that the destination was not told of: those of the one that it did not know.</summary>
    public IEnumerable<Goal> Untold(IOutboxRows rows) =>
        FromTold == IntoTold ? [] : rows.GoalsOf(Destination, Into).Where(goal => goal.Part == From == IntoTold);
}

/// <summary>What making messages needs of the store, in the transaction of the batch.</summary>
public interface IOutboxRows
{
    /// <summary>Notes that the destination is told of the profile from now on.</summary>
    /// <returns>True: it was not before.</returns>
    bool Introduce(string destination, long profile);

    /// <summary>The profile's goals that came since the destination is configured.</summary>
    IReadOnlyList<Goal> GoalsOf(string destination, long profile);

    /// <returns>Null: there is no such profile.</returns>
    ProfileState? Load(long profile);

    /// <summary>Whether a message about the profile to the destination has that time or one next to it: the one before may be needed to introduce a user.</summary>
    bool IsTaken(string destination, long profile, long at);

    /// <param name="now">Unix milliseconds.</param>
    void Add(OutboundMessage message, long now);
}
