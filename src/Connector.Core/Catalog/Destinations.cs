using System.Collections.Immutable;

namespace Connector.Core.Catalog;

/// <summary>Another system that is told of profiles and goals: one file of <c>config/destinations</c>.</summary>
/// <param name="Active">False: no messages are made for it, and none are sent.</param>
/// <param name="Sends">What it is told of.</param>
public abstract record Destination(string Name, string Title, bool Active, Uri BaseUrl, Sends Sends, DeliveryPace Pace)
{
    /// <summary>What it is told of: profiles of these databases, and their goals.</summary>
    public abstract bool TakesDatabase(string database);

    /// <summary>Goals of these pixels.</summary>
    public abstract bool TakesPixel(string pixel);

    /// <summary>The field by which it is told whose something is; null: another id of the profile serves.</summary>
    public abstract string? IdField { get; }
}

/// <summary>What a destination is told of.</summary>
[Flags]
public enum Sends
{
    Profiles = 1,
    Goals = 2,
}

/// <summary>How fast and how patiently messages go out.</summary>
/// <param name="BatchSize">Messages that are taken from the store at once, and at most so many in one request.</param>
/// <param name="Parallel">Requests at the same time, each about another profile.</param>
/// <param name="Rate">Requests a second.</param>
/// <param name="Retries">How often a request that failed is repeated at once, before its messages wait in the store.</param>
/// <param name="RetryPause">Before the first repeat; doubles, with jitter.</param>
/// <param name="LongestPause">The longest a message waits for its next attempt.</param>
/// <param name="Timeout">A request without an answer is given up.</param>
/// <param name="GiveUpAfter">A message that could not be delivered for so long becomes a failed one.</param>
public sealed record DeliveryPace(
    int BatchSize, int Parallel, int Rate, int Retries, TimeSpan RetryPause, TimeSpan LongestPause, TimeSpan Timeout, TimeSpan GiveUpAfter);

/// <summary>An account of Altcraft.</summary>
/// <param name="Token">A secret. Never logged, never printed.</param>
/// <param name="Databases">By name here, the number there; so for resources and pixels.</param>
/// <param name="MatchField">The field of <see cref="AltcraftMatching.Custom"/>; null for the other modes.</param>
public sealed record AltcraftDestination(
    string Name,
    string Title,
    bool Active,
    Uri BaseUrl,
    Sends Sends,
    DeliveryPace Pace,
    string Token,
    IReadOnlyDictionary<string, long> Databases,
    IReadOnlyDictionary<string, long> Resources,
    IReadOnlyDictionary<string, long> Pixels,
    AltcraftMatching Matching,
    string? MatchField) : Destination(Name, Title, Active, BaseUrl, Sends, Pace)
{
    public override bool TakesDatabase(string database) => Databases.ContainsKey(database);

    public override bool TakesPixel(string pixel) => Pixels.ContainsKey(pixel);

    public override string IdField => Matching switch
    {
        AltcraftMatching.Phone => "phones",
        AltcraftMatching.Custom => MatchField!,
        _ => "email",
    };

    /// <summary>Without the token, so that a record printed by mistake gives nothing away.</summary>
    public override string ToString() => $"Altcraft at {BaseUrl}";
}

/// <summary>By what Altcraft finds a profile that it was not told of yet. Those it was told of are found by its own id.</summary>
public enum AltcraftMatching
{
    EmailProfile,
    Email,
    Phone,
    Custom,
}

/// <summary>An application of Metrix.</summary>
/// <param name="ApiKey">A secret. Never logged, never printed.</param>
/// <param name="Pixels">Null: the goals of every pixel.</param>
/// <param name="Map">Which fields become which attributes of a user.</param>
/// <param name="UserId">The field that is a user's id there; null: the profile's <c>customUserId</c>, else its own id.</param>
/// <param name="Currency">Of the values of goals; null: goals with a value are plain actions too.</param>
public sealed record MetrixDestination(
    string Name,
    string Title,
    bool Active,
    Uri BaseUrl,
    Sends Sends,
    DeliveryPace Pace,
    string ApplicationId,
    string ApiKey,
    ImmutableArray<string> Databases,
    ImmutableArray<string>? Pixels,
    ImmutableArray<AttributeMapping> Map,
    string? UserId,
    string? Currency) : Destination(Name, Title, Active, BaseUrl, Sends, Pace)
{
    public static readonly Uri DefaultBaseUrl = new("https://entry.metrix.ir");

    public override bool TakesDatabase(string database) => Databases.Contains(database);

    public override bool TakesPixel(string pixel) => Pixels is not { } pixels || pixels.Contains(pixel);

    public override string? IdField => UserId;

    /// <summary>Without the key, so that a record printed by mistake gives nothing away.</summary>
    public override string ToString() => $"Metrix application {ApplicationId} at {BaseUrl}";
}

/// <summary>One field of a database that becomes an attribute of a user.</summary>
/// <param name="To">A standard attribute, or <c>customAttributes.NAME</c>.</param>
public sealed record AttributeMapping(string From, string To);
