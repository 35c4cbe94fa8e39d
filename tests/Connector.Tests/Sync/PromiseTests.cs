using Connector.Core.Catalog;
using Connector.Core.Sync;
using Connector.Testing;
using FsCheck;
using FsCheck.Fluent;
using Outcome = Connector.Core.Sync.Outcome;

namespace Connector.Tests.Sync;

/// <summary>The first promise: the same events give the same profiles and goals, however they are read.</summary>
public sealed class PromiseTests
{
    private static readonly Database Shop = Some.Database(new Field("email", FieldType.Email), new Field("tags", FieldType.Tags), new Field("total", FieldType.Number));

    private static readonly Hook[] ByEmail =
    [
        Some.Import(
            "profile",
            Some.Event("*profile*"),
            Shop,
            map:
            [
                Some.Map("event_json.name", "_fname", Shop),
                Some.Map("event_json.name", "_lname", Shop, onlyIfEmpty: true),
                Some.Map("event_json.city", "_city", Shop, ignoreEmpty: true),
                Some.Map("event_json.city", "tags", Shop),
                Some.Map("event_json.total", "total", Shop),
            ],
            subscriptions: [Some.Subscription(from: "event_json.second"), Some.Subscription(Channel.Push, "appmetrica_device_id", provider: PushProvider.GoogleAid)]),
        Some.Import("second", Some.Event("*second*"), Shop, map: [Some.Map("event_json.city", "_fname", Shop)], subscriptions: [Some.Subscription(status: SubscriptionStatus.Unsubscribed, keep: true), Some.Subscription(from: "event_json.second", status: SubscriptionStatus.Suspended)]),
        Some.Goal("goal", Some.Event("*goal*"), value: Some.From("event_json.total"), attach: new GoalAttachment(Shop, Some.ByEmail, WhenMissing.Anonymous, Stitch: true)),
    ];

    private static readonly Hook[] Mixed =
    [
        .. ByEmail,
        Some.Import("device", Some.Event("*second*"), Shop, match: Some.ByDevice, map: [Some.Map("event_json.city", "_region", Shop), Some.Map("event_json.email", "email", Shop, ignoreEmpty: true)]),
        Some.Import("any", Some.Event("*profile*"), Shop, match: Some.By(MatchBy.Email, "event_json.second", onAmbiguous: OnAmbiguous.Oldest), map: [Some.Map("event_json.name", "_region", Shop)]),
        Some.Goal("byDevice", Some.Event("*goal*"), attach: new GoalAttachment(Shop, Some.ByDevice, WhenMissing.Anonymous, Stitch: true)),
    ];

    private static readonly Gen<string> Record =
        from name in Gen.Elements("profile", "second", "goal", "profile second goal", "other")
        from email in Gen.Elements("a@x.io", "A@X.io", "b@x.io", "c@x.io", "", "broken", "null")
        from second in Gen.Elements("a@x.io", "s@x.io", "S@x.io", "", "bad")
        from text in Gen.Elements("Ann", "Bob", "ann", "")
        from city in Gen.Elements("Tver", "Omsk", "")
        from total in Gen.Elements("1", "1.0", "-2.50", "", "x")
        from device in Gen.Elements("101", "102", "103", "0", "")
        from at in Gen.Choose(0, 6)
        from delay in Gen.Choose(0, 2)
        select Some.Record(name, $$"""{"email":"{{email}}","second":"{{second}}","name":"{{text}}","city":"{{city}}","total":"{{total}}"}""", device, at, at + delay);

    private static readonly Gen<(string[] Records, int Seed)> Window =
        from size in Gen.Choose(1, 24)
        from records in Record.ArrayOf(size)
        from seed in Gen.Choose(0, int.MaxValue)
        select (records, seed);

    [Fact]
    public void Shuffled_records_give_the_same_profiles_goals_and_rejects() => Holds(async (records, random) =>
    {
        string[] shuffled = [.. records];
        random.Shuffle(shuffled);
        return (await ContentAsync(ByEmail, false, lab => lab.ImportAsync(records)), await ContentAsync(ByEmail, false, lab => lab.ImportAsync(shuffled)));
    });

    [Fact]
    public void Batches_of_any_size_give_what_records_give_one_by_one() => Holds(async (records, random) =>
        (await ContentAsync(Mixed, true, lab => lab.ImportAsync(records)), await ContentAsync(Mixed, true, lab => lab.ImportAsync(random.Next(1, 6), records))));

    [Fact]
    public void Reading_the_beginning_and_then_all_of_it_gives_what_reading_it_once_gives() => Holds(async (records, random) =>
        (await ContentAsync(ByEmail, false, lab => lab.ImportAsync(records)), await ContentAsync(ByEmail, false, async lab =>
        {
            await lab.ImportAsync(2, records[..random.Next(records.Length)]);
            await lab.ImportAsync(records);
        })));

    [Fact]
    public void Reading_once_more_changes_nothing() => Holds(async (records, random) =>
    {
        await using Lab lab = await Lab.StartAsync(ByEmail);
        await lab.ImportAsync(records);
        string once = await lab.ContentAsync();
        RunCounts again = await lab.ImportAsync(random.Next(1, 6), records);
        return (once + " 0", await lab.ContentAsync() + " " + (again.Created + again.Updated + again.Goals));
    });

    [Fact]
    public void A_preview_says_what_an_import_then_does() => Holds(async (records, _) =>
    {
        await using Lab lab = await Lab.StartAsync(Mixed);
        await lab.ImportAsync(records[..(records.Length / 2)]);
        string[] rest = records[(records.Length / 2)..];
        List<PreviewLine> lines = await lab.PreviewAsync(rest);
        RunCounts counts = await lab.ImportAsync(rest);
        return (
            $"{lines.Count(line => line.Outcome == Outcome.Create)} {lines.Count(line => line.Outcome == Outcome.Update)} {lines.Count(line => line.Outcome == Outcome.Unchanged)} {lines.Count(line => line.Outcome is Outcome.Goal or Outcome.GoalAnonymous)} {lines.Count(line => line.Outcome == Outcome.Reject)}",
            $"{counts.Created} {counts.Updated} {counts.Unchanged} {counts.Goals} {counts.Rejected}");
    });

    private static async Task<string> ContentAsync(Hook[] hooks, bool goalOwners, Func<Lab, Task> import)
    {
        await using Lab lab = await Lab.StartAsync(hooks);
        await import(lab);
        return await lab.ContentAsync(goalOwners);
    }

    private static void Holds(Func<string[], Random, Task<(string Expected, string Actual)>> property) =>
        Prop.ForAll(Window.ToArbitrary(), window =>
        {
            (string expected, string actual) = property(window.Records, new Random(window.Seed)).GetAwaiter().GetResult();
            return (expected == actual).Label($"expected\n{expected}\nbut\n{actual}");
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(60));
}
