using System.Text;
using System.Text.Json;
using Connector.Core.Records;

namespace Connector.Vendors.Metrix;

/// <summary>Takes requests in Metrix's format apart, as they lie in logs and files of those who sent them.</summary>
public static class SentMessages
{
    private static readonly string[] UserMembers = ["customUserId", "metrixUserId"];

    /// <summary>The messages of one type in something that was sent: a request's body, or a message by itself.</summary>
    /// <returns>
    /// JSON on one line. A body's messages get its user, as hooks see it; messages of other types are left out; what is no message at all is
    /// given as it is.
    /// </returns>
    public static IEnumerable<string> Of(JsonElement sent, LogResource type)
    {
        if (sent.ValueKind != JsonValueKind.Object || !sent.TryGetProperty("messages", out JsonElement messages) || messages.ValueKind != JsonValueKind.Array)
        {
            return IsOf(sent, type) ? [OnOneLine(sent)] : [];
        }

        string user = UserOf(sent);
        return messages.EnumerateArray().Where(message => IsOf(message, type)).Select(message => WithUser(OnOneLine(message), user));
    }

    private static bool IsOf(JsonElement message, LogResource type) =>
        message.ValueKind != JsonValueKind.Object
        || !message.TryGetProperty("type", out JsonElement word)
        || word.ValueKind != JsonValueKind.String
        || word.ValueEquals(type.Name);

    private static string UserOf(JsonElement body)
    {
        var text = new StringBuilder();
        foreach (string name in UserMembers)
        {
            if (body.TryGetProperty(name, out JsonElement user) && user.ValueKind != JsonValueKind.Null)
            {
                text.Append($",\"{name}\":{OnOneLine(user)}");
            }
        }

        return text.ToString();
    }

    private static string WithUser(string message, string user) =>
        message[0] != '{' || user.Length == 0 ? message
            : message[1..^1].AsSpan().Trim().IsEmpty ? $"{{{user[1..]}}}"
            : $"{message[..^1]}{user}}}";

    /// <summary>Line breaks may stand between members; within texts JSON has none.</summary>
    private static string OnOneLine(JsonElement value) => value.GetRawText().Replace('\n', ' ').Replace('\r', ' ');
}
