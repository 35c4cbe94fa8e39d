using System.Collections.Immutable;
using Connector.Configuration.Reading;
using Connector.Core.Catalog;

namespace Connector.Configuration.Settings;

internal enum DestinationType
{
    Altcraft,
    Metrix,
}

/// <summary>A file of <c>config/destinations</c>.</summary>
internal static class DestinationSettings
{
    private static readonly Case Altcraft = new("type", "altcraft");
    private static readonly Case Metrix = new("type", "metrix");

    public static readonly Setting<string> Title = new("title", new TextShape(), "How people call the destination.")
    {
        DefaultWords = "the file's name",
        Example = "\"Altcraft\"",
    };

    public static readonly Setting<bool> Active = new("active", new FlagShape(), "Whether it is told of anything. What changes while it is not active is not told later.")
    {
        Default = "true",
        Example = "false",
    };

    public static readonly Setting<DestinationType> Type = new(
        "type", new ChoiceShape<DestinationType>(("altcraft", DestinationType.Altcraft), ("metrix", DestinationType.Metrix)), "Which system it is.")
    {
        Required = true,
        Example = "\"altcraft\"",
    };

    public static readonly Setting<Uri> BaseUrl = new("baseUrl", new UrlShape(), "The address of the system.")
    {
        RequiredWhen = Altcraft,
        DefaultWords = "`https://entry.metrix.ir` for Metrix",
        Example = "\"https://example.altcraft.com\"",
    };

    public static readonly Setting<string> Token = new("token", new TextShape(), "The API token of the account. A secret: never write it here itself.")
    {
        RequiredWhen = Altcraft,
        OnlyWhen = Altcraft,
        Secret = true,
        Example = "\"${env:ALTCRAFT_TOKEN}\"",
    };

    public static readonly Setting<string> ApplicationId = new("applicationId", new TextShape(), "The application's id, sent as X-Application-Id.")
    {
        RequiredWhen = Metrix,
        OnlyWhen = Metrix,
        Example = "\"my-app\"",
    };

    public static readonly Setting<string> ApiKey = new("apiKey", new TextShape(), "The application's key, sent as X-API-Key. A secret: never write it here itself.")
    {
        RequiredWhen = Metrix,
        OnlyWhen = Metrix,
        Secret = true,
        Example = "\"${env:METRIX_API_KEY}\"",
    };

    public static readonly Setting<ImmutableArray<NumberedName>> Databases = new(
        "databases", new NumberedNamesShape(), "The databases whose profiles are told: for Altcraft each with its number there, for Metrix a list.")
    {
        Required = true,
        Example = "{ \"customers\": 12 }",
    };

    public static readonly Setting<ImmutableArray<NumberedName>> Resources = new(
        "resources", new NumberedNamesShape(), "The subscription resources whose subscriptions are told, each with its number there.")
    {
        OnlyWhen = Altcraft,
        DefaultWords = "none",
        Example = "{ \"newsletter\": 5 }",
    };

    public static readonly Setting<ImmutableArray<NumberedName>> Pixels = new(
        "pixels", new NumberedNamesShape(), "The pixels whose goals are told: for Altcraft each with its number there, for Metrix a list.")
    {
        DefaultWords = "none for Altcraft, all for Metrix",
        Example = "{ \"app\": 3 }",
    };

    public static readonly Setting<AltcraftMatching> Matching = new(
        "matching",
        new ChoiceShape<AltcraftMatching>(
            ("email_profile", AltcraftMatching.EmailProfile), ("email", AltcraftMatching.Email), ("phone", AltcraftMatching.Phone), ("custom", AltcraftMatching.Custom)),
        "By what Altcraft finds a profile that it was not told of before. A profile that has no such value is told of once it has one.")
    {
        OnlyWhen = Altcraft,
        Default = "email_profile",
        Example = "\"phone\"",
    };

    public static readonly Setting<string> MatchField = new("matchField", new TextShape(), "The field of `custom` matching; it has the same name in Altcraft.")
    {
        RequiredWhen = new Case("matching", "custom"),
        OnlyWhen = new Case("matching", "custom"),
        Example = "\"loyalty_card\"",
    };

    public static readonly Setting<ImmutableArray<Entry<Sends>>> Send = new(
        "send",
        new ListShape<Sends>(new ChoiceShape<Sends>(("profiles", Sends.Profiles), ("goals", Sends.Goals)), allowEmpty: false),
        "What it is told of.")
    {
        DefaultWords = "both",
        Example = "[\"profiles\", \"goals\"]",
    };

    public static readonly Setting<ImmutableArray<Entry<Section>>> Map = new(
        "map", new ListShape<Section>(new BlockShape(() => AttributeMappingSettings.Block)), "Which fields become which attributes of a user, beside the standard ones.")
    {
        OnlyWhen = Metrix,
        DefaultWords = "`_fname`, `_lname`, `phones`, `email`, `_country`, `_city`, `_region`, `_sex`, `_bdate`, `_hashed_email` and `_hashed_phone` become the standard attributes",
    };

    public static readonly Setting<string> UserId = new("userId", new TextShape(), "The field that is a user's id there.")
    {
        OnlyWhen = Metrix,
        DefaultWords = "the profile's `customUserId`, else its own id",
        Example = "\"loyalty_card\"",
    };

    public static readonly Setting<string> Currency = new("currency", new TextShape(), "The currency of goals' values. With it, a goal that has a value is told as revenue.")
    {
        OnlyWhen = Metrix,
        DefaultWords = "none: every goal is told as an action",
        Example = "\"IRR\"",
    };

    public static readonly Setting<int> BatchSize = new("batchSize", new CountShape(10_000), "How many messages are taken up at once, and go into one request at most.")
    {
        Default = "200",
        Example = "500",
    };

    public static readonly Setting<int> Parallel = new("parallel", new CountShape(100), "How many requests are under way at the same time, each about another profile.")
    {
        Default = "4",
        Example = "8",
    };

    public static readonly Setting<int> Rate = new("rate", new CountShape(100_000), "How many requests a second are sent at most.")
    {
        Default = "50",
        Example = "10",
    };

    public static readonly Setting<int> Retries = new("retries", new CountShape(20), "How often a failed request is repeated at once. After that its messages wait, longer each time.")
    {
        Default = "3",
        Example = "5",
    };

    public static readonly Setting<TimeSpan> RetryPause = new("retryPause", new DurationShape("00:00:00.001", "01:00:00"), "The wait before a failed request is repeated for the first time. It doubles each time.")
    {
        Default = "00:00:01",
        Example = "\"00:00:05\"",
    };

    public static readonly Setting<TimeSpan> LongestPause = new("longestPause", new DurationShape("00:00:00.001", "1.00:00:00"), "The longest wait between two attempts.")
    {
        Default = "00:15:00",
        Example = "\"01:00:00\"",
    };

    public static readonly Setting<TimeSpan> Timeout = new("timeout", new DurationShape("00:00:00.1", "00:10:00"), "A request that is not answered for so long failed.")
    {
        Default = "00:00:30",
        Example = "\"00:01:00\"",
    };

    public static readonly Setting<TimeSpan> GiveUpAfter = new("giveUpAfter", new DurationShape("00:00:01", "366.00:00:00"), "A message that could not be delivered for so long is kept as failed.")
    {
        Default = "3.00:00:00",
        Example = "\"7.00:00:00\"",
    };

    public static readonly Block Block = new(
        "a destination",
        "One file of `destinations/`: another system that is told of profiles and goals as they change.",
        [
            Title, Active, Type, BaseUrl, Token, ApplicationId, ApiKey, Databases, Resources, Pixels, Matching, MatchField, Send, Map, UserId, Currency,
            BatchSize, Parallel, Rate, Retries, RetryPause, LongestPause, Timeout, GiveUpAfter,
        ]);
}

/// <summary>One entry of a destination's <c>map</c>.</summary>
internal static class AttributeMappingSettings
{
    public static readonly Setting<string> From = new("from", new TextShape(), "The field of the database.")
    {
        Required = true,
        Example = "\"tier\"",
    };

    public static readonly Setting<string> To = new("to", new TextShape(), "The attribute of the user: a standard one, such as `firstName`, or `customAttributes.NAME`.")
    {
        Required = true,
        Example = "\"customAttributes.loyalty_level\"",
    };

    public static readonly Block Block = new("an attribute", "An entry of `map` in a destination.", [From, To]);
}
