using System.Collections.Immutable;
using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Subscriptions;

namespace Connector.Core.Delivery;

/// <summary>What a message says, in nobody's format: kept as JSON, and written for its destination when it is sent.</summary>
/// <param name="Person">Whom it is about.</param>
/// <param name="Subscriptions">Of a profile's message; else empty.</param>
/// <param name="Goal">Of a goal's message; else null.</param>
public sealed record MessageBody(PersonBody Person, ImmutableArray<SubscriptionBody> Subscriptions, GoalBody? Goal)
{
    private static readonly JsonSerializerOptions Compact = new(JsonSerializerDefaults.Web)
    {
        DefaultIgnoreCondition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull,
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>All that other systems may know of a profile.</summary>
    public static string OfProfile(ProfileState profile, Database database) => Write(new MessageBody(
        PersonBody.Of(profile, database, static _ => true, null),
        [.. profile.Subscriptions.Select(SubscriptionBody.Of)],
        null));

    /// <summary>A goal, with what tells whose it is.</summary>
    /// <param name="idField">As <see cref="Destination.IdField"/>.</param>
    public static string OfGoal(Goal goal, ProfileState profile, Database database, string? idField) => Write(new MessageBody(
        PersonBody.Of(profile, database, field => field.Matchable || field.Name is "email" or "phones" || field.Name == idField, goal.AnonymousId),
        [],
        new GoalBody(goal.Pixel, goal.Name, goal.Value)));

    /// <exception cref="JsonException">It is none of ours.</exception>
    public static MessageBody Read(string body) => JsonSerializer.Deserialize<MessageBody>(body, Compact) ?? throw new JsonException("The body is empty.");

    private static string Write(MessageBody body) => JsonSerializer.Serialize(body, Compact);
}

/// <summary>A profile as it was when the message was made.</summary>
/// <param name="Id">As people see it.</param>
/// <param name="Fields">A list of texts each, in the form in which they are kept; empty: the field was cleared.</param>
public sealed record PersonBody(
    string Id,
    string Database,
    string? CustomUserId,
    string? MetrixUserId,
    ImmutableSortedDictionary<string, ImmutableArray<string>> Fields,
    ImmutableArray<string> Devices)
{
    /// <param name="device">The one on which it happened; null: on none, or on one that is not known.</param>
    public static PersonBody Of(ProfileState profile, Database database, Func<Field, bool> wanted, string? device)
    {
        var fields = ImmutableSortedDictionary.CreateBuilder<string, ImmutableArray<string>>(StringComparer.Ordinal);
        foreach (Field field in database.Fields)
        {
            if (wanted(field) && profile.Fields.TryGetValue(field.Name, out FieldState? state))
            {
                fields.Add(field.Name, ValuesOf(state, field));
            }
        }

        return new PersonBody(
            ProfileState.FormatId(profile.Id),
            profile.Database,
            profile.CustomUserId,
            MetrixDevice(profile, device),
            fields.ToImmutable(),
            [.. ProfileIdentity.DeviceIds(profile)]);
    }

    /// <returns>The field's value, of a list its first; null: it has none.</returns>
    public string? First(string field) => Fields.TryGetValue(field, out ImmutableArray<string> values) && values.Length > 0 ? values[0] : null;

    /// <summary>The installation on which something happened; of somebody who has no other name, any.</summary>
    private static string? MetrixDevice(ProfileState profile, string? device)
    {
        string[] devices = [.. ProfileIdentity.MetrixUserIds(profile)];
        return device is not null && devices.Contains(device) ? device
            : profile.CustomUserId is null ? devices.FirstOrDefault()
            : null;
    }

    /// <summary>What can be seen of a field.</summary>
    public static ImmutableArray<string> ValuesOf(FieldState state, Field field) =>
        field.IsList ? [.. state.VisibleElements()]
        : state.Visible() is { } value ? [value]
        : [];
}

/// <param name="Status">Altcraft's word, which is ours too.</param>
public sealed record SubscriptionBody(string Resource, string Channel, string? Provider, string Address, string Status)
{
    public static SubscriptionBody Of(SubscriptionState state) =>
        new(state.Resource, state.Channel.Name(), state.Provider, state.Address, state.Status.Name());
}

/// <param name="Value">A decimal as it was sent; null: none.</param>
public sealed record GoalBody(string Pixel, string Name, string? Value);
