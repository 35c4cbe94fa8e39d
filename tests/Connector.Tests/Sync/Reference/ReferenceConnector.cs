using Connector.Core.Catalog;
using When = (long Happened, long Received);

namespace Connector.Tests.Sync.Reference;

/// <summary>The connector as section 3 of the contract tells it: one record after another, everything found by looking through all there is.</summary>
internal sealed class ReferenceConnector(Database database, Hook[] hooks)
{
    private readonly List<Person> _people = [];
    private readonly Dictionary<string, RegisteredGoal> _goals = [];
    private readonly Dictionary<string, (string Outcome, string Record)> _rejects = [];
    private Dictionary<string, int> _seen = [];

    /// <returns>Counters by their names in the summary, without zeros.</returns>
    public SortedDictionary<string, long> Import(IEnumerable<Row> window)
    {
        var counts = new SortedDictionary<string, long>(StringComparer.Ordinal);
        void Count(string name) => counts[name] = counts.GetValueOrDefault(name) + 1;
        bool readsPaths = Cases.ReadsPaths(hooks);
        _seen = [];
        foreach (Row row in window)
        {
            Count("records");
            if (readsPaths && Reading.IsBroken(row))
            {
                Count("event_json_invalid");
            }

            foreach (Hook hook in hooks.Where(hook => Reading.Passes(row, hook.Filter)))
            {
                Count("matched");
                string key = KeyOf(row, hook);
                string outcome = hook is ImportProfileHook import ? Import(row, import, Count) : Register(row, (RegisterGoalHook)hook, key);
                bool isReject = outcome.StartsWith("reject ", StringComparison.Ordinal);
                Count(isReject ? "rejected" : outcome);
                if (!isReject)
                {
                    _rejects.Remove(key);
                }
                else
                {
                    // One event that is written in two ways is one reject: the record as it came first, and what is wrong now.
                    string record = _rejects.TryGetValue(key, out (string Outcome, string Record) known) ? known.Record : row.Summary();
                    _rejects[key] = ($"{hook.Name} {outcome}", record);
                }
            }
        }

        return counts;
    }

    public IEnumerable<string> Profiles() => _people.Select(person => person.Line(database)).Order(StringComparer.Ordinal);

    public IEnumerable<string> Goals() => _goals.Values
        .Select(goal => $"{goal.Name} {goal.Value} at {DateTimeOffset.FromUnixTimeSeconds(goal.At):HH:mm:ss}{(goal.Owner is null ? " anonymous " + goal.Device : " of " + goal.Owner.Name(database))} by {goal.Hook}")
        .Order(StringComparer.Ordinal);

    public IEnumerable<string> Rejects() => _rejects.Values.Select(reject => $"{reject.Outcome} {reject.Record}").Order(StringComparer.Ordinal);

    private string Import(Row row, ImportProfileHook hook, Action<string> count)
    {
        (string? problem, Person? person, string stored) = Find(row, hook.Match);
        if (problem is not null)
        {
            return "reject " + problem;
        }

        if (hook.Mode == (person is null ? ImportMode.UpdateOnly : ImportMode.AddOnly))
        {
            return "skipped";
        }

        When when = Reading.TimeOf(row);
        Field? matchField = MatchField(hook.Match);
        var said = new List<Said>();
        foreach (Mapping mapping in hook.Map)
        {
            string text = Reading.Text(row, mapping.Source);
            if (!Reading.IsEmpty(mapping.To, text))
            {
                if (Reading.Convert(mapping.To, text) is not { } value)
                {
                    return "reject invalid_value";
                }

                said.Add(new Said(mapping.To.Name, mapping.OnlyIfEmpty ? How.Fill : How.Plain, value, when));
            }
            else if (mapping is { IgnoreEmpty: false, OnlyIfEmpty: false, To.IsList: false })
            {
                if (!mapping.To.Required)
                {
                    said.Add(new Said(mapping.To.Name, How.Plain, "", when));
                }
                else if (mapping.To != matchField)
                {
                    return "reject required_field_empty";
                }
            }
        }

        if (person is null && database.Fields.Any(field => field.Required && field != matchField
            && !said.Any(one => one.Field == field.Name && one.Value.Length > 0)
            && !hook.Map.Any(mapping => mapping.To == field && mapping.IgnoreEmpty)))
        {
            return "reject required_field_empty";
        }

        var subscribed = new List<Subscribed>();
        var leftOut = new List<string>();
        foreach (SubscriptionRule rule in hook.Subscriptions)
        {
            string text = Reading.Text(row, rule.From).Trim();
            if (text.Length == 0 || (rule.Channel == Channel.Push && Reading.IsBlocked(text)))
            {
                leftOut.Add("subscription_address_empty");
            }
            else if (Reading.Address(rule, text, row["os_name"]) is ({ } address, var provider))
            {
                subscribed.Add(new Subscribed(rule, provider, address, when));
            }
            else if (rule.SkipInvalid)
            {
                leftOut.Add("subscription_address_invalid");
            }
            else
            {
                return "reject subscription_address_invalid";
            }
        }

        leftOut.ForEach(count);
        string? before = person?.Line(database);
        if (person is null)
        {
            person = new Person(_people.Count);
            _people.Add(person);
        }

        if (matchField is not null && (before is null || matchField.IsList || (person.MatchOf(matchField.Name) is { } match && Reading.KeyOf(matchField, match) == Reading.KeyOf(matchField, stored))))
        {
            said.Insert(0, new Said(matchField.Name, How.Match, stored, when));
        }

        string? key = matchField is null ? null : Reading.KeyOf(matchField, stored);
        bool hadIt = matchField is { IsList: false } && person.Visible(matchField) is [var seen] && Reading.KeyOf(matchField, seen) == key;
        person.Said.AddRange(said.Select(one => before is not null && one.Field == matchField?.Name && !matchField.IsList ? one with { FoundBy = key } : one));
        if (matchField is { IsList: false } && (hadIt || person.Lost(matchField).Keys.Any(one => Reading.KeyOf(matchField, one) == key)))
        {
            person.Said.Add(new Said(matchField.Name, How.Found, stored, when));
        }

        person.Subscriptions.AddRange(subscribed);
        Gain(person, Reading.DeviceOf(row), when);
        Gain(person, hook.Match.By == MatchBy.AppMetricaDeviceId ? stored : null, when);
        return before is null ? "created" : before == person.Line(database) ? "unchanged" : "updated";
    }

    private string Register(Row row, RegisterGoalHook hook, string key)
    {
        Person? person = null;
        if (hook.Attach is { } attach)
        {
            (string? problem, person, _) = Find(row, attach.Match);
            if (problem == "match_ambiguous")
            {
                return "reject match_ambiguous";
            }

            if (person is null && attach.WhenMissing != WhenMissing.Anonymous)
            {
                return attach.WhenMissing == WhenMissing.Skip ? "skipped" : "reject profile_not_found";
            }
        }

        string name = Reading.Text(row, hook.Goal);
        if (name.Length is 0 or > 128)
        {
            return name.Length == 0 ? "reject goal_name_empty" : "reject goal_name_too_long";
        }

        string value = hook.Value is null ? "" : Reading.Text(row, hook.Value).Trim();
        if (value.Length > 0 && Reading.Convert(new Field("value", FieldType.Number), value) is null)
        {
            return "reject goal_value_invalid";
        }

        bool added = _goals.TryAdd(key, new RegisteredGoal(hook.Name, name, value, Reading.TimeOf(row).Happened, Reading.DeviceOf(row), hook.Attach is { Stitch: true }) { Owner = person });
        return added ? "goals" : "unchanged";
    }

    /// <summary>Section 3.3.</summary>
    private (string? Problem, Person? Person, string Stored) Find(Row row, Match match)
    {
        string text = Reading.Text(row, match.From);
        Field? field = MatchField(match);
        if (text.Length == 0 || (field is null ? text.Trim().Length == 0 : Reading.IsEmpty(field, text)))
        {
            return ("match_value_empty", null, "");
        }

        if (Reading.IsBlocked(text))
        {
            return ("match_value_blocked", null, "");
        }

        if (field is null)
        {
            string device = text.Trim();
            return (null, _people.Where(one => one.Names(device) is not null).OrderBy(one => one.Names(device)!.Value).ThenBy(one => one.Id).LastOrDefault(), device);
        }

        if (Reading.Convert(field, text) is not { } stored)
        {
            return ("invalid_value", null, "");
        }

        if (Reading.KeyOf(field, stored) is not { } key)
        {
            return ("match_value_blocked", null, "");
        }

        Person[] found = [.. _people.Where(one =>
            one.Visible(field).Any(value => Reading.KeyOf(field, value) == key)
            || (match.By == MatchBy.Email && one.EmailAddresses().Contains(key)))];
        if (found.Length == 0)
        {
            // Nobody has the value: who was found by it then, or later, is found by it again.
            When at = Reading.TimeOf(row);
            found = [.. _people
                .SelectMany(one => one.Lost(field).Where(lost => Reading.KeyOf(field, lost.Key) == key).Select(lost => (Person: one, lost.Value)).OrderBy(lost => lost.Value).TakeLast(1))
                .Where(one => one.Value.CompareTo(at) >= 0)
                .OrderBy(one => one.Value).ThenBy(one => one.Person.Id).Select(one => one.Person).Take(1)];
        }

        return found.Length > 1 && match.OnAmbiguous == OnAmbiguous.Reject
            ? ("match_ambiguous", null, "")
            : (null, match.OnAmbiguous == OnAmbiguous.Newest ? found.LastOrDefault() : found.FirstOrDefault(), stored);
    }

    /// <summary>Section 3.8: goals left anonymous under a device become those of the profile that gains it.</summary>
    private void Gain(Person person, string? device, When when)
    {
        if (device is null)
        {
            return;
        }

        if (person.Names(device) is null)
        {
            foreach (RegisteredGoal goal in _goals.Values.Where(goal => goal.Owner is null && goal.Stitch && goal.Device == device))
            {
                goal.Owner = person;
            }
        }

        person.Devices.Add((device, when));
    }

    private Field? MatchField(Match match) => match.By switch
    {
        MatchBy.AppMetricaDeviceId => null,
        MatchBy.Custom => match.Field,
        _ => database.Find("email"),
    };

    private string KeyOf(Row row, Hook hook)
    {
        string record = string.Join('\u001F', hook.Name, Reading.EventTime(row), row.ReceiveTimestamp, row.EventName, row.EventJson, row.Device);
        int number = _seen[record] = _seen.GetValueOrDefault(record) + 1;
        return record + "#" + number;
    }

    private sealed record RegisteredGoal(string Hook, string Name, string Value, long At, string? Device, bool Stitch)
    {
        public Person? Owner { get; set; }
    }
}
