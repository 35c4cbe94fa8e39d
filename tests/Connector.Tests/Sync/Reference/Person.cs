using Connector.Core.Catalog;
using When = (long Happened, long Received);

namespace Connector.Tests.Sync.Reference;

internal enum How
{
    Plain,
    Fill,
    Match,

    /// <summary>Nothing was said: a record found the profile by the value.</summary>
    Found,
}

/// <param name="FoundBy">The key of the same field that the record found the profile by; null: it did not.</param>
internal sealed record Said(string Field, How How, string Value, When When, string? FoundBy = null);

internal sealed record Subscribed(SubscriptionRule Rule, string? Provider, string Address, When When);

/// <summary>A profile that forgets nothing: all that was ever said of it, from which what people see is worked out anew each time.</summary>
internal sealed class Person(int id)
{
    private static readonly Comparer<string> Ordinal = Comparer<string>.Create(string.CompareOrdinal);

    public int Id { get; } = id;

    public List<Said> Said { get; } = [];

    public List<Subscribed> Subscriptions { get; } = [];

    public List<(string Device, When When)> Devices { get; } = [];

    /// <summary>The value by which the profile was created, in the oldest event's spelling.</summary>
    public string? MatchOf(string field) => Oldest(field, How.Match);

    public string[] Visible(Field field)
    {
        if (field.IsList && Said.Any(said => said.Field == field.Name && said.How != How.Fill))
        {
            return
            [
                .. Said.Where(said => said.Field == field.Name && said.How != How.Fill)
                    .GroupBy(said => said.Value, said => said.When)
                    .OrderBy(value => value.Min())
                    .ThenBy(value => value.Key, Ordinal)
                    .Select(value => value.Key),
            ];
        }

        Said? newest = Newest(field, How.Plain);
        if (newest is { Value.Length: > 0 })
        {
            return [newest.Value];
        }

        bool matchIsCleared = newest is not null && Said.Where(said => said.Field == field.Name && said.How == How.Match).All(said => said.When.CompareTo(newest.When) < 0);
        return ((matchIsCleared ? null : MatchOf(field.Name)) ?? Oldest(field.Name, How.Fill)) is { } value ? [value] : [];
    }

    /// <summary>Values that went from a field, by the newest record that said them or found the profile by them.</summary>
    public Dictionary<string, When> Lost(Field field)
    {
        var lost = new Dictionary<string, When>();
        var past = new Person(0);
        foreach (Said said in Said.Where(said => said.Field == field.Name && !field.IsList))
        {
            Said? before = past.Newest(field, How.Plain) is { Value.Length: > 0 } plain ? plain
                : past.Visible(field) is [var seen] && seen == past.MatchOf(field.Name) ? past.Newest(field, How.Match)! with { Value = seen }
                : null;
            past.Said.Add(said);
            string? now = past.Visible(field) is [var value] ? Reading.KeyOf(field, value) : null;
            if (said.How == How.Found && now is not null && Reading.KeyOf(field, said.Value) != now)
            {
                string[] spellings = [.. lost.Where(one => Reading.KeyOf(field, one.Key) == Reading.KeyOf(field, said.Value)).OrderBy(one => one.Value).ThenBy(one => one.Key, Ordinal).Select(one => one.Key)];
                Keep(said with { Value = spellings.LastOrDefault() ?? said.Value });
            }
            else if (said.How == How.Plain && past.Newest(field, How.Plain) is { Value.Length: 0 })
            {
                lost.Clear();
            }
            else if (said.How == How.Plain)
            {
                new[] { before, said.FoundBy == now ? null : said }.OfType<Said>().Where(one => one.Value.Length > 0 && Reading.KeyOf(field, one.Value) is { } key && key != now).ToList().ForEach(Keep);
            }
        }

        return lost;

        void Keep(Said one) => lost[one.Value] = lost.TryGetValue(one.Value, out When when) && when.CompareTo(one.When) > 0 ? when : one.When;
    }

    public IEnumerable<string> EmailAddresses() => Subscriptions.Where(one => one.Rule.Channel == Channel.Email).Select(one => one.Address.ToLowerInvariant());

    public When? Names(string device) =>
        Devices.Any(one => one.Device == device) ? Devices.Where(one => one.Device == device).Max(one => one.When) : null;

    public string Name(Database database) =>
        Visible(database.Find("email")!) is [var email] ? email : string.Join(',', Devices.Select(one => one.Device).Distinct().Order(StringComparer.Ordinal));

    /// <summary>As <c>Lab</c> writes a profile.</summary>
    public string Line(Database database) => string.Join(
        ' ',
        [
            .. database.Fields.OrderBy(field => field.Name, StringComparer.Ordinal).Select(field => (field.Name, Values: Visible(field))).Where(field => field.Values.Length > 0).Select(field => $"{field.Name}={string.Join('+', field.Values)}"),
            .. Devices.Select(one => "device=" + one.Device).Distinct().Order(StringComparer.Ordinal),
            .. Subscriptions.GroupBy(one => (one.Rule.Channel, one.Provider, one.Address.ToLowerInvariant())).Select(SubscriptionLine).Order(StringComparer.Ordinal),
        ]);

    private static string SubscriptionLine(IEnumerable<Subscribed> writes)
    {
        Subscribed spelling = writes.OrderBy(one => one.When).ThenBy(one => one.Address, Ordinal).First();
        string? set = writes.Where(one => !one.Rule.KeepExisting).OrderBy(one => one.When).ThenBy(StatusOf, Ordinal).Select(StatusOf).LastOrDefault();
        string? kept = writes.Where(one => one.Rule.KeepExisting).OrderBy(one => one.When).ThenBy(StatusOf, Ordinal).Select(StatusOf).FirstOrDefault();
        string channel = spelling.Rule.Channel.ToString().ToLowerInvariant();
        return $"{channel}{(spelling.Provider is null ? "" : "/" + spelling.Provider)}:{spelling.Address}={set ?? kept}";
    }

    private static string StatusOf(Subscribed write) => write.Rule.Status.ToString().ToLowerInvariant();

    private Said? Newest(Field field, How how) =>
        Said.Where(said => said.Field == field.Name && said.How == how).OrderBy(said => said.When).ThenBy(said => said.Value, Ordinal).LastOrDefault();

    private string? Oldest(string field, How how) =>
        Said.Where(said => said.Field == field && said.How == how).OrderBy(said => said.When).ThenBy(said => said.Value, Ordinal).FirstOrDefault()?.Value;
}
