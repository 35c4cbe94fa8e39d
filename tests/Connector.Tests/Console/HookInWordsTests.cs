using Connector.Core.Catalog;
using Connector.Core.Filtering;
using Connector.Pages.Words;
using Connector.Testing;

namespace Connector.Tests.Pages;

public sealed class HookInWordsTests
{
    private static readonly ConnectorCatalog Catalog = Some.Catalog(Some.Integration()) with
    {
        Pixels = System.Collections.Immutable.ImmutableDictionary<string, Pixel>.Empty.Add("app", new Pixel("app", "Mobile app")),
    };

    [Theory]
    [InlineData("purchase", "event_name is 'purchase'")]
    [InlineData("registration*", "event_name begins with 'registration'")]
    [InlineData("*.com", "event_name ends with '.com'")]
    [InlineData("*a*", "event_name contains 'a'")]
    [InlineData("a*b", "event_name looks like 'a*b'")]
    [InlineData("*", "event_name is anything")]
    [InlineData("", "event_name is empty")]
    [InlineData(@"*\*", "event_name ends with '*'")]
    [InlineData(@"50\*", "event_name is '50*'")]
    [InlineData(@"C:\\*", @"event_name begins with 'C:\'")]
    public void A_pattern_is_said_as_what_it_comes_to(string pattern, string words) =>
        Assert.Equal(words, Words(new Condition.Like(pattern, Negated: false)));

    [Theory]
    [InlineData("test*", "event_name does not begin with 'test'")]
    [InlineData("*@test.example", "event_name does not end with '@test.example'")]
    [InlineData("*x*", "event_name does not contain 'x'")]
    [InlineData("a", "event_name is not 'a'")]
    [InlineData("a*b", "event_name does not look like 'a*b'")]
    public void A_pattern_that_must_not_hold_is_said_so(string pattern, string words) =>
        Assert.Equal(words, Words(new Condition.Like(pattern, Negated: true)));

    [Fact]
    public void Several_conditions_of_a_rule_must_all_hold() => Assert.Equal(
        "event_name is at least 5000 and is less than 100000.00",
        Words(new Condition.Compare(Comparison.GreaterOrEqual, "5000"), new Condition.Compare(Comparison.Less, "100000.00")));

    [Fact]
    public void Words_of_a_list_and_of_presence_are_plain()
    {
        Assert.Equal("event_name is one of 'a', 'b'", Words(new Condition.In(["a", "b"])));
        Assert.Equal("event_name is 'a'", Words(new Condition.In(["a"])));
        Assert.Equal("event_name has a value", Words(new Condition.Exists(true)));
        Assert.Equal("event_name is empty", Words(new Condition.Exists(false)));
        Assert.Equal(
            "event_name is 'A', with capitals as written",
            FilterInWords.Of(new Filter.Rule(Some.Path("event_name"), [new Condition.Like("A", Negated: false)], CaseSensitive: true)).Text);
    }

    [Fact]
    public void Not_turns_a_single_condition_round()
    {
        Assert.Equal("event_name is not 'false'", FilterInWords.Of(new Filter.Not(Some.Rule("event_name", new Condition.In(["false"])))).Text);
        Assert.Equal("event_name is none of 'a', 'b'", FilterInWords.Of(new Filter.Not(Some.Rule("event_name", new Condition.In(["a", "b"])))).Text);
        Assert.Equal("event_name is 'a'", FilterInWords.Of(new Filter.Not(Some.Rule("event_name", new Condition.Like("a", Negated: true)))).Text);
        Assert.Equal("event_name is empty", FilterInWords.Of(new Filter.Not(Some.Rule("event_name", new Condition.Exists(true)))).Text);
        Assert.Equal("event_name is not greater than 5", FilterInWords.Of(new Filter.Not(Some.Rule("event_name", new Condition.Compare(Comparison.Greater, "5")))).Text);
        Assert.Equal("event_name is 'a'", FilterInWords.Of(new Filter.Not(new Filter.Not(Some.Event("a")))).Text);
    }

    [Fact]
    public void Groups_say_how_many_of_their_parts_must_hold()
    {
        FilterInWords words = FilterInWords.Of(new Filter.Any(
        [
            Some.Event("a"),
            new Filter.All([Some.Event("b"), new Filter.Not(new Filter.Any([Some.Event("c"), Some.Event("d")]))]),
            new Filter.Not(Some.Rule("event_name", new Condition.Exists(true), new Condition.Like("e", Negated: false))),
            new Filter.All([Some.Event("f")]),
        ]));
        Assert.Equal(
            """
            At least one of these holds:
              event_name is 'a'
              All of these hold:
                event_name is 'b'
                None of these holds:
                  event_name is 'c'
                  event_name is 'd'
              Not together:
                event_name has a value and is 'e'
              event_name is 'f'

            """,
            Tree(words, ""));
    }

    [Fact]
    public void An_import_is_said_from_match_to_subscription()
    {
        HookInWords words = HookInWords.Of(
            Some.Import(
                filter: Some.Event("registration*"),
                map:
                [
                    Some.Map("event_json.email", "email"),
                    Some.Map("event_json.name", "_fname", ignoreEmpty: true),
                    Some.Map("event_datetime", "_regdate", onlyIfEmpty: true),
                    Some.Map("event_json.phone", "phones"),
                    new Mapping(Some.Text("app"), Some.Customers.Find("_vendor")!, IgnoreEmpty: false, OnlyIfEmpty: true),
                ],
                subscriptions: [Some.Subscription()]),
            Catalog);
        Assert.Equal("Takes records of events where", words.Takes);
        Assert.Equal("event_name begins with 'registration'", words.Filter!.Text);
        Assert.Equal(
            [
                "Finds the profile in Customers by its e-mail, which event_json.email holds. Where there are several, the record is rejected.",
                "Updates it, or creates it where there is none.",
            ],
            words.Does);
        Assert.Equal(
            [
                ("email", "event_json.email; cleared when that is empty"),
                ("_fname", "event_json.name; left alone when that is empty"),
                ("_regdate", "event_datetime, only while the field is empty"),
                ("phones", "event_json.phone is added to the list"),
                ("_vendor", "'app', only while the field is empty"),
            ],
            words.Fields);
        Assert.StartsWith("Subscribes event_json.email to ", Assert.Single(words.Subscriptions));
        Assert.EndsWith("by e-mail; a wrong address rejects the record.", words.Subscriptions[0]);
    }

    [Theory]
    [InlineData(ImportMode.AddOnly, "Creates it where there is none; one that is there is left as it is.")]
    [InlineData(ImportMode.UpdateOnly, "Updates it; where there is none, the record is skipped.")]
    public void Each_mode_has_its_sentence(ImportMode mode, string sentence) => Assert.Equal(sentence, HookInWords.Of(Some.Import(mode: mode), Catalog).Does[1]);

    [Theory]
    [InlineData(MatchBy.Email, OnAmbiguous.Newest, "by its e-mail or that of one of its e-mail subscriptions, which event_json.email holds. Of several, the one created last is taken.")]
    [InlineData(MatchBy.AppMetricaDeviceId, OnAmbiguous.Oldest, "by its device, which event_json.email holds. Of several, the one created first is taken.")]
    public void Each_match_has_its_sentence(MatchBy by, OnAmbiguous ambiguous, string end) =>
        Assert.EndsWith(end, HookInWords.Of(Some.Import(match: Some.By(by, "event_json.email", onAmbiguous: ambiguous)), Catalog).Does[0]);

    [Fact]
    public void Subscriptions_say_what_becomes_of_them()
    {
        SubscriptionRule rule = Some.Subscription() with { Status = SubscriptionStatus.Unconfirmed, KeepExisting = true, SkipInvalid = true };
        Assert.Equal(
            "Subscribes event_json.email to newsletter by e-mail, waiting to be confirmed; one that is there keeps its status; a wrong address leaves only this out.",
            Sentence(rule));
        Assert.StartsWith("Unsubscribes event_json.email from newsletter by SMS", Sentence(rule with { Status = SubscriptionStatus.Unsubscribed, Channel = Channel.Sms }));
        Assert.StartsWith(
            "Suspends the subscription of event_json.email to newsletter by push (iOS advertising id)",
            Sentence(rule with { Status = SubscriptionStatus.Suspended, Channel = Channel.Push, Provider = PushProvider.IosIfa }));
    }

    [Fact]
    public void A_goal_is_said_with_its_worth_and_its_owner()
    {
        var attach = new GoalAttachment(Some.Customers, Some.ByDevice, WhenMissing.Anonymous, Stitch: true);
        HookInWords words = HookInWords.Of(Some.Goal(value: Some.From("event_json.total"), attach: attach), Catalog);
        Assert.Equal("Takes every record of events.", words.Takes);
        Assert.Null(words.Filter);
        Assert.Equal(
            [
                "Registers a goal with the name that event_name holds in Mobile app, worth what event_json.total holds.",
                "Finds the profile in Customers by its device, which appmetrica_device_id holds. Where there are several, the record is rejected. Where there is none, the goal is anonymous until a profile gains its device.",
            ],
            words.Does);
        Assert.Equal(
            ["Registers the goal 'big' in Mobile app, worth 1.", "The goal is anonymous: it is counted without a person."],
            HookInWords.Of(Some.Goal(goal: Some.Text("big"), value: Some.Text("1")), Catalog).Does);
        Assert.EndsWith("Where there is none, the record is skipped.", HookInWords.Of(Some.Goal(attach: attach with { WhenMissing = WhenMissing.Skip }), Catalog).Does[1]);
        Assert.EndsWith("Where there is none, the record is rejected.", HookInWords.Of(Some.Goal(attach: attach with { WhenMissing = WhenMissing.Reject }), Catalog).Does[1]);
        Assert.EndsWith("Where there is none, the goal is anonymous and stays so.", HookInWords.Of(Some.Goal(attach: attach with { Stitch = false }), Catalog).Does[1]);
    }

    private static string Words(params Condition[] conditions) => FilterInWords.Of(Some.Rule("event_name", conditions)).Text;

    private static string Sentence(SubscriptionRule rule) => HookInWords.Of(Some.Import(subscriptions: [rule]), Catalog with { Resources = new Dictionary<string, SubscriptionResource>() }).Subscriptions[0];

    private static string Tree(FilterInWords words, string indent) => $"{indent}{words.Text}\n{string.Concat(words.Parts.Select(part => Tree(part, indent + "  ")))}";
}
