using System.Buffers;
using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Connector.Core.Catalog;
using Connector.Core.Delivery;
using Connector.Vendors.Http.Outbound;

namespace Connector.Vendors.Metrix;

/// <summary>Messages of one user as the body of a request. Times are numbers of milliseconds.</summary>
internal static class MetrixRequest
{
    private static readonly JsonWriterOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    public static byte[] Write(MetrixDestination destination, IReadOnlyDictionary<string, Database> databases, MetrixUser user, IReadOnlyList<Delivery> messages)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer, Plain))
        {
            json.WriteStartObject();
            WriteIfThere(json, "customUserId", user.CustomUserId);
            WriteIfThere(json, "metrixUserId", user.MetrixUserId);
            json.WriteStartArray("messages");
            Introduce(json, destination, user, messages[0]);
            foreach (Delivery delivery in messages)
            {
                MessageBody body = MessageBody.Read(delivery.Message.Body);
                json.WriteStartObject();
                if (body.Goal is { } goal)
                {
                    WriteGoal(json, destination, goal, delivery.Message);
                }
                else
                {
                    WriteHead(json, "user", delivery.Message.MessageId, delivery.Message.At);
                    WriteAttributes(json, destination, body.Person, databases.GetValueOrDefault(body.Person.Database));
                }

                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    /// <summary>Metrix drops events of a user it was not told of; an empty message of type <c>user</c> is enough.</summary>
    private static void Introduce(Utf8JsonWriter json, MetrixDestination destination, MetrixUser user, Delivery first)
    {
        if (first.Message.Kind == MessageKind.Goal && first.KnownAs != user.Name)
        {
            json.WriteStartObject();
            WriteHead(json, "user", MessageIds.OfIntroduction(destination.Name, user.Name), first.Message.At - 1);
            json.WriteEndObject();
        }
    }

    private static void WriteHead(Utf8JsonWriter json, string type, Guid id, long at)
    {
        json.WriteString("type", type);
        json.WriteString("id", id);
        json.WriteNumber("time", at);
    }

    private static void WriteGoal(Utf8JsonWriter json, MetrixDestination destination, GoalBody goal, OutboundMessage message)
    {
        bool isRevenue = goal.Value is not null && destination.Currency is not null;
        WriteHead(json, isRevenue ? "revenue" : "action", message.MessageId, message.At);
        json.WriteString("customName", goal.Name);
        if (isRevenue)
        {
            json.WritePropertyName("revenue");
            json.WriteNumber(goal.Value!);
            json.WriteString("currency", destination.Currency);
        }

        json.WriteStartObject("attributes");
        json.WriteString("pixel", goal.Pixel);
        if (!isRevenue && goal.Value is { } value)
        {
            json.WritePropertyName("value");
            json.WriteNumber(value);
        }

        json.WriteEndObject();
    }

    private static void WriteAttributes(Utf8JsonWriter json, MetrixDestination destination, PersonBody person, Database? database)
    {
        const string Custom = UserAttributes.Custom + ".";
        foreach (AttributeMapping mapping in destination.Map.Where(one => !one.To.StartsWith(Custom, StringComparison.Ordinal)))
        {
            WriteAttribute(json, mapping.To, mapping.From, person, database, isStandard: true);
        }

        AttributeMapping[] own = [.. destination.Map.Where(one => one.To.StartsWith(Custom, StringComparison.Ordinal) && person.First(one.From) is not null)];
        if (own.Length > 0)
        {
            json.WriteStartObject(UserAttributes.Custom);
            foreach (AttributeMapping mapping in own)
            {
                WriteAttribute(json, mapping.To[Custom.Length..], mapping.From, person, database, isStandard: false);
            }

            json.WriteEndObject();
        }
    }

    private static void WriteAttribute(Utf8JsonWriter json, string name, string from, PersonBody person, Database? database, bool isStandard)
    {
        if (person.First(from) is not { } text)
        {
            return;
        }

        Field? field = database?.Find(from);
        if (isStandard)
        {
            WriteStandard(json, name, text);
        }
        else if (field is { IsList: true })
        {
            json.WriteString(name, string.Join(", ", person.Fields[from]));
        }
        else
        {
            json.WritePropertyName(name);
            json.WriteValue(field?.Type, text);
        }
    }

    private static void WriteStandard(Utf8JsonWriter json, string name, string text)
    {
        if (name != "birthday")
        {
            json.WriteString(name, text);
        }
        else if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out DateTimeOffset birthday))
        {
            json.WriteNumber(name, birthday.ToUnixTimeMilliseconds());
        }
    }

    private static void WriteIfThere(Utf8JsonWriter json, string name, string? value)
    {
        if (value is not null)
        {
            json.WriteString(name, value);
        }
    }
}
