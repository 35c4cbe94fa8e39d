using Connector.Api.Description;

namespace Connector.Api;

/// <summary>The objects that the API answers with. They are what the commands print with <c>--json</c>, and written by the same code.</summary>
internal static class Shapes
{
    private static readonly Shape Count = Shape.Whole("") with { Description = null, Least = 0 };

    public static readonly Shape Problem = new Shape(Microsoft.OpenApi.JsonSchemaType.Object, "What went wrong, as RFC 9457 has it. Some kinds have members of their own.")
    {
        Name = "Problem",
        Members =
        [
            new("type", Shape.Text("The kind of problem, for programs.", ApiProblem.TypePrefix + "bad-parameter")),
            new("title", Shape.Text("The kind of problem, for people.")),
            new("status", Shape.Whole("The status of the answer.")),
            new("detail", Shape.Text("What is wrong here and what to do.")),
            Member.Optional("parameter", Shape.Text("The parameter that is wrong.")),
        ],
        Value = Shape.Any("A member of its own kind."),
    };

    public static readonly Shape ConfigProblem = Shape.Object(
        "ConfigProblem",
        "One thing wrong in the config, with its place and its cure: a line of `validate --json`.",
        new("file", Shape.Text("As the service sees it.", "config/integrations/shop-app.json")),
        new("line", Shape.Whole("From 1.")),
        new("column", Shape.Whole("From 1.")),
        new("severity", Shape.Word("An error keeps the config from being used.", "error", "warning")),
        new("code", Shape.Text("A fixed word.", "unknown-key")),
        new("message", Shape.Text("What is wrong and what to write instead.")));

    public static readonly Shape ConfigProblems = Problem.With(
        "ConfigProblems", "A config that cannot be used, with everything that is wrong with it.", new Member("problems", Shape.ListOf(ConfigProblem)));

    public static readonly Shape Cursor = Shape.Object(
        "Cursor",
        "How far a resource was read.",
        new("resource", Shape.Text("A resource of the Logs API.", "events")),
        new("cursor", Shape.Time("Everything received before was read.")),
        new("lagSeconds", Shape.Whole("How long ago that is.")));

    private static readonly Member[] Counts =
    [
        new("records", Count with { Description = "Records read." }),
        new("matched", Count with { Description = "Pairs of record and hook that passed the filter." }),
        new("created", Count with { Description = "Profiles created." }),
        new("updated", Count with { Description = "Profiles changed." }),
        new("unchanged", Count with { Description = "What was known already." }),
        new("skipped", Count with { Description = "What a mode left alone." }),
        new("goals", Count with { Description = "Goals added." }),
        new("rejected", Count with { Description = "Records refused." }),
        new("warnings", Shape.MapOf(Count, "Counted by name, such as `event_json_invalid`.")),
    ];

    public static readonly Shape Summary = Shape.Object(
        "Summary",
        "What a run came to: the last line of a command with `--json`.",
        [new("summary", Shape.Flag("Always true.")), .. Counts, new("seconds", Shape.Decimal("How long it took."))]);

    private static readonly Shape Kind = Shape.Text("What it does: `sync`, `backfill`, `import`.", "sync");

    public static readonly Shape Status = Shape.Word(
        "`interrupted` runs were stopped by the end of their process; `cancelled` ones by a person.", "queued", "running", "done", "failed", "interrupted", "cancelled");

    public static readonly Shape LastRun = Shape.Object(
        "LastRun",
        "The newest run of an integration.",
        [
            new("kind", Kind),
            new("status", Status),
            new("startedAt", Shape.Time("When it began.")),
            new("finishedAt", Shape.Time("Null: it goes on.").OrNull),
            .. Counts,
            new("error", Shape.Text("Why it failed.").OrNull),
        ]);

    public static readonly Shape Run = Shape.Object(
        "Run",
        "One sync, backfill, import or retry.",
        [
            new("id", Shape.Whole("Grows; the newest run has the greatest.")),
            new("integration", Shape.Text("Whose records.", "shop-app")),
            new("kind", Kind),
            new("status", Status),
            new("startedAt", Shape.Time("When it began, or was asked for while it is queued.")),
            new("finishedAt", Shape.Time("Null: it goes on.").OrNull),
            new("from", Shape.Time("The range a backfill reads; null: what was due.").OrNull),
            new("to", Shape.Time("Its end, exclusive.").OrNull),
            new("hook", Shape.Text("The hook it is for; null: all of them.").OrNull),
            new("requestedBy", Shape.Text("The token's name, or `cli`; null: the schedule.").OrNull),
            .. Counts,
            new("error", Shape.Text("Why it failed.").OrNull),
        ]);

    public static readonly Shape RunDetail = Run.With(
        "RunDetail",
        "A run, and which services read it.",
        new Member("readers", Shape.ListOf(Shape.Object(
            "Reader",
            "A service that reads, or has read, windows of a backfill. Only where services share one store.",
            new("name", Shape.Text("Its machine, and its process there.", "web-1/4711")),
            new("windows", Shape.Whole("How many windows it has read to their end.")),
            new("resource", Shape.Text("What it reads now; null: nothing.").OrNull),
            new("from", Shape.Time("The window it reads.").OrNull),
            new("to", Shape.Time("Its end.").OrNull)))));

    public static readonly Shape Progress = Shape.Object(
        "Progress",
        "How a run stands at one moment.",
        [
            new("run", Shape.Whole("Its id.")),
            new("integration", Shape.Text("Whose records.", "shop-app")),
            new("kind", Kind),
            new("status", Status),
            new("resource", Shape.Text("What is being read; null: nothing at this moment.").OrNull),
            new("from", Shape.Time("The window being read.").OrNull),
            new("to", Shape.Time("Its end.").OrNull),
            new("export", Shape.Object(
                "Export",
                "How the window's export stands at the source.",
                new("stage", Shape.Word("How far it is.", "queueing", "preparing", "downloading", "done")),
                new("percent", Shape.Whole("How much the source says it has prepared.").OrNull),
                new("bytes", Shape.Whole("Bytes read of it.")),
                new("totalBytes", Shape.Whole("Of how many.").OrNull)).OrNull),
            new("share", Shape.Decimal("How much of the time to be read was read, 0 to 1.").OrNull),
            .. Counts,
            new("notice", Shape.Text("Something good to know.").OrNull),
            new("error", Shape.Text("Why it failed.").OrNull),
        ]);

    public static readonly Shape Integration = Shape.Object(
        "Integration",
        "An integration and its state: a line of `status --json`, and what the running service knows.",
        new("integration", Shape.Text("Its file's name without `.json`.", "shop-app")),
        new("active", Shape.Flag("Whether its file puts it on a schedule.")),
        new("schedule", Shape.Text("In words of the config; null: read only by hand.").OrNull),
        new("nextFire", Shape.Time("When it is read next; null: when a person asks.").OrNull),
        new("cursors", Shape.ListOf(Cursor)),
        new("lastRun", LastRun.OrNull),
        new("rejects", Shape.MapOf(Count, "Kept rejects, by reason.")),
        new("title", Shape.Text("How people call it.")),
        new("paused", Shape.Flag("A person paused it: its schedule does not run.")),
        new("pausedBy", Shape.Text("Who did.").OrNull),
        new("pausedAt", Shape.Time("When.").OrNull),
        new("running", Shape.Whole("The run that is being read now; null: none.").OrNull),
        new("waiting", Shape.ListOf(Shape.Whole("A run."), "Runs that wait for their turn.")));

    public static readonly Shape Hook = Shape.Object(
        "Hook",
        "One of an integration's hooks.",
        new("name", Shape.Text("Its name.", "registration")),
        new("resource", Shape.Text("Which records it looks at.", "events")),
        new("action", Shape.Word("What it does.", "import_profile", "register_goal")));

    public static readonly Shape IntegrationDetails = Integration.With(
        "IntegrationDetails", "An integration, its state and its hooks.", new Member("hooks", Shape.ListOf(Hook)));

    public static readonly Shape Subscription = Shape.Object(
        "Subscription",
        "A profile's subscription.",
        new("resource", Shape.Text("What is subscribed to.", "newsletter")),
        new("channel", Shape.Word("The way.", "email", "sms", "push")),
        new("provider", Shape.Text("Of a push subscription.").OrNull),
        new("address", Shape.Text("Where it goes.")),
        new("status", Shape.Text("Such as `subscribed` or `unsubscribed`.", "subscribed")));

    public static readonly Shape Profile = Shape.Object(
        "Profile",
        "A customer: a line of `profiles list --json`.",
        new("id", Shape.Text("16 hexadecimal digits.", "000000000000001a")),
        new("database", Shape.Text("Where it is.", "customers")),
        new("fields", Shape.MapOf(Shape.Any("A text, number, truth value or list, as the field's type has it."), "Those that hold something.")),
        new("devices", Shape.ListOf(Shape.Text("An `appmetrica_device_id`."))),
        Member.Optional("customUserId", Shape.Text("The user's id, where one is known; null: the profile is anonymous. Absent, like the next two, where nothing of the kind is known.").OrNull),
        Member.Optional("metrixUserIds", Shape.ListOf(Shape.Text("A `metrixUserId`."))),
        Member.Optional("automationUserId", Shape.Text("A UUID made of database and `customUserId`; of an anonymous profile its first `metrixUserId`.")),
        new("subscriptions", Shape.ListOf(Subscription)),
        new("createdAt", Shape.Time("When it was created here.")),
        new("updatedAt", Shape.Time("When it changed last.")));

    public static readonly Shape Merge = Shape.Object(
        "Merge",
        "A profile became part of another: a line of `profiles merges --json`.",
        new("id", Shape.Whole("Grows with every merge.")),
        new("database", Shape.Text("Where they are.", "customers")),
        new("from", Shape.Text("The anonymous profile, whose id leads to the other since.", "000000000000001a")),
        new("into", Shape.Text("The user's profile.", "000000000000001b")),
        new("rule", Shape.Word("What joined them: the kind of device that a record names together with the user.", "appmetrica_device_id", "metrixUserId")),
        new("device", Shape.Text("That device.")),
        new("record", Shape.Any("The record that did.")),
        new("at", Shape.Time("When it was decided.")),
        new("refused", Shape.Text("The limit that kept them apart, `device_limit` or `merge_limit`; null: they were merged.").OrNull),
        new("splitAt", Shape.Time("When somebody undid it; null: it holds.").OrNull),
        new("splitBy", Shape.Text("Who did.").OrNull));

    public static readonly Shape Goal = Shape.Object(
        "Goal",
        "Something somebody did: a line of `goals list --json`.",
        new("pixel", Shape.Text("Its group.", "app")),
        new("goal", Shape.Text("Its name.", "purchase")),
        new("value", Shape.Decimal("What it was worth, with its digits as sent.").OrNull),
        new("at", Shape.Time("When it happened.")),
        new("profile", Shape.Text("Whose it is; null: anonymous.").OrNull),
        new("anonymousId", Shape.Text("The device of an anonymous one.").OrNull),
        new("integration", Shape.Text("Where it came from.")),
        new("hook", Shape.Text("What registered it.")));

    public static readonly Shape ProfileDetails = Profile.With(
        "ProfileDetails", "A profile and its goals, by their time.", new Member("goals", Shape.ListOf(Goal)), new Member("moreGoals", Shape.Flag("There are more; `GET /goals?profile=` has them all.")));

    public static readonly Shape GoalPoint = Shape.Object(
        "GoalPoint",
        "One step of a series.",
        new("at", Shape.Time("Where it begins, in UTC.")),
        new("count", Count with { Description = "How many goals." }),
        new("sum", Shape.Decimal("What they were worth, exactly.")));

    public static readonly Shape Reject = Shape.Object(
        "Reject",
        "A record that was refused: a line of `rejects list --json`.",
        new("id", Shape.Whole("Grows.")),
        new("integration", Shape.Text("Whose record.")),
        new("hook", Shape.Text("What refused it; null: it could not be read.").OrNull),
        new("reason", Shape.Text("A fixed word.", "match_value_empty")),
        new("detail", Shape.Text("Why, and what would cure it.")),
        new("record", Shape.MapOf(Shape.Any("As it came."), "The record, whole.")),
        new("at", Shape.Time("When.")));

    public static readonly Shape Token = Shape.Object(
        "Token",
        "A token; its text is known to its owner alone.",
        new("id", Shape.Whole("Part of its text.")),
        new("name", Shape.Text("The actor of what is done with it.", "reports")),
        new("role", RoleWord),
        new("createdAt", Shape.Time("When it was made.")),
        new("lastUsedAt", Shape.Time("To the minute; null: never.").OrNull),
        new("revokedAt", Shape.Time("Null: it is valid.").OrNull));

    public static readonly Shape NewToken = Token.With("NewToken", "A token that was just made.", new Member("token", Shape.Text("Its text, shown this once.")));

    public static readonly Shape AuditEntry = Shape.Object(
        "AuditEntry",
        "Who did what.",
        new("id", Shape.Whole("Grows.")),
        new("at", Shape.Time("When.")),
        new("actor", Shape.Text("The name of a token, or `cli`.")),
        new("action", Shape.Text("A word.", "integration.sync")),
        new("subject", Shape.Text("What it was done to.", "shop-app")),
        new("detail", Shape.Text("More about it; never personal data.").OrNull));

    public static Shape RoleWord => Shape.Word("What it may do.", "viewer", "operator", "admin");

    public static Shape Page(Shape item) => Shape.Object(
        item.Name + "Page",
        "A page of a list.",
        new("items", Shape.ListOf(item)),
        new("next", Shape.Text("Give it as `after` for the page that follows; null: this is the last one.").OrNull));
}
