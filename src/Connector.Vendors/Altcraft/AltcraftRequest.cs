using System.Buffers;
using System.Collections.Immutable;
using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Vendors.Http.Outbound;

namespace Connector.Vendors.Altcraft;

/// <summary>Messages as bodies of <c>profiles/import</c> and <c>goals/register</c>. The same message gives the same bytes.</summary>
internal static class AltcraftRequest
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    /// <summary>Altcraft's own id of the profile, where it may be used.</summary>
    /// <remarks>
    /// A goal goes by the value it was made with, be the id known by now or not: a repeat after a lost answer must be the same request. A profile
    /// can be imported twice.
    /// </remarks>
    public static string? IdThere(Delivery delivery, MessageBody body) => body.Goal is null ? delivery.KnownAs : null;

    /// <returns>Why the message cannot be written for this destination; null: it can.</returns>
    public static string? WhatIsMissing(AltcraftDestination destination, MessageBody body, string? knownAs) =>
        !destination.Databases.ContainsKey(body.Person.Database) ? $"The database '{body.Person.Database}' has no number in 'databases' any more."
        : body.Goal is { } goal && !destination.Pixels.ContainsKey(goal.Pixel) ? $"The pixel '{goal.Pixel}' has no number in 'pixels' any more."
        : knownAs is null && AltcraftMatch.ValueOf(destination, body.Person) is null ? "The profile has no value to find it by: see 'matching'."
        : null;

    public static byte[] Write(AltcraftDestination destination, IReadOnlyDictionary<string, Database> databases, Delivery delivery, MessageBody body)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            json.WriteNumber("db_id", destination.Databases[body.Person.Database]);
            WriteMatch(json, destination, body.Person, IdThere(delivery, body));
            if (body.Goal is { } goal)
            {
                WriteGoal(json, destination, goal, delivery.Message.At);
            }
            else
            {
                json.WriteStartObject("data");
                WriteFields(json, body.Person, databases.GetValueOrDefault(body.Person.Database));
                WriteSubscriptions(json, destination, body.Subscriptions);
                json.WriteEndObject();
            }

            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static void WriteMatch(Utf8JsonWriter json, AltcraftDestination destination, PersonBody person, string? knownAs)
    {
        if (knownAs is not null)
        {
            json.WriteString("matching", "profile_id");
            json.WriteString("profile_id", knownAs);
            return;
        }

        string value = AltcraftMatch.ValueOf(destination, person)!;
        switch (destination.Matching)
        {
            case AltcraftMatching.Custom:
                json.WriteString("matching", "custom");
                json.WriteString("field_name", destination.MatchField);
                json.WriteString("field_value", value);
                break;
            case AltcraftMatching.Phone:
                json.WriteString("matching", "phone");
                json.WriteString("phone", value);
                break;
            default:
                json.WriteString("matching", destination.Matching == AltcraftMatching.Email ? "email" : "email_profile");
                json.WriteString("email", value);
                break;
        }
    }

    private static void WriteGoal(Utf8JsonWriter json, AltcraftDestination destination, GoalBody goal, long at)
    {
        json.WriteNumber("pixel_id", destination.Pixels[goal.Pixel]);
        json.WriteString("goal", goal.Name);
        if (goal.Value is { } value)
        {
            json.WritePropertyName("value");
            json.WriteNumber(value);
        }

        json.WriteString("date", DateTimeOffset.FromUnixTimeMilliseconds(at).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'"));
    }

    private static void WriteFields(Utf8JsonWriter json, PersonBody person, Database? database)
    {
        foreach ((string name, ImmutableArray<string> values) in person.Fields)
        {
            Field? field = database?.Find(name);
            if (values.IsEmpty)
            {
                WriteCleared(json, name);
            }
            else if (field is { IsList: true } || values.Length > 1)
            {
                json.WriteStartArray(name);
                foreach (string value in values)
                {
                    json.WriteStringValue(value);
                }

                json.WriteEndArray();
            }
            else
            {
                json.WritePropertyName(name);
                json.WriteValue(field?.Type, values[0]);
            }
        }
    }

    /// <remarks>A profile without an e-mail has a stand-in there, which is not to be taken away.</remarks>
    private static void WriteCleared(Utf8JsonWriter json, string name)
    {
        if (name != "email")
        {
            json.WriteStartObject(name);
            json.WriteString("action", "unset");
            json.WriteEndObject();
        }
    }

    private static void WriteSubscriptions(Utf8JsonWriter json, AltcraftDestination destination, ImmutableArray<SubscriptionBody> subscriptions)
    {
        SubscriptionBody[] told = [.. subscriptions.Where(one => destination.Resources.ContainsKey(one.Resource))];
        if (told.Length == 0)
        {
            return;
        }

        json.WriteStartArray("subscriptions");
        foreach (SubscriptionBody one in told)
        {
            json.WriteStartObject();
            json.WriteNumber("resource_id", destination.Resources[one.Resource]);
            json.WriteString("channel", one.Channel);
            switch (one.Channel)
            {
                case "push":
                    json.WriteString("provider", one.Provider);
                    json.WriteString("subscription_id", one.Address);
                    break;
                case "sms":
                    json.WriteString("phone", one.Address);
                    break;
                default:
                    json.WriteString("email", one.Address);
                    break;
            }

            json.WriteString("status", one.Status);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
