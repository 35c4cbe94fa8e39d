using System.Globalization;
using System.Text.Json;
using Connector.Vendors.Http.Outbound;

namespace Connector.Vendors.Altcraft;

/// <summary>What an answer of Altcraft means. The body's <c>error</c> decides; the HTTP status only where there is none.</summary>
internal static class AltcraftAnswer
{
    // Altcraft's docs name no code for a request that repeats one of the last day, so its words tell.
    private static readonly string[] RepeatWords = ["duplicat", "repeat"];

    /// <param name="byItsId">The request named the profile by Altcraft's own id.</param>
    /// <param name="isGoal">It told of a goal.</param>
    public static Verdict Read(Answer answer, bool byItsId, bool isGoal)
    {
        (int? error, string text, string? profile) = Parse(answer.Text);
        int code = error ?? answer.Status;
        string words = text.Length == 0 ? code.ToString(CultureInfo.InvariantCulture) : $"{code}: {text}";
        return code switch
        {
            0 => new Verdict(Meaning.Taken, null, profile),
            _ when error is not null && IsRepeat(text, isGoal) => new Verdict(Meaning.Taken, words),

            // The token, the tariff, the rights: nothing that a message could do about it.
            401 or 402 or 403 => new Verdict(Meaning.Closed, words, IsTheirs: error is not null),
            404 when byItsId && error is not null => new Verdict(Meaning.Later, words, ForgetName: true, IsTheirs: true),
            408 or 429 or >= 500 => new Verdict(Meaning.Later, words, IsTheirs: error is not null),

            // An answer, but not one of Altcraft's: something stands between.
            _ when error is null => new Verdict(Meaning.Later, $"{answer.Status}: the answer is none of Altcraft's."),
            _ => new Verdict(Meaning.Refused, words, IsTheirs: true),
        };
    }

    /// <remarks>Of a profile, a value may be the duplicate that a unique field does not allow: then nothing was taken.</remarks>
    private static bool IsRepeat(string text, bool isGoal) =>
        RepeatWords.Any(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)) && (isGoal || text.Contains("request", StringComparison.OrdinalIgnoreCase));

    private static (int? Error, string Text, string? Profile) Parse(string text)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(text);
            JsonElement root = document.RootElement;
            if (root.ValueKind == JsonValueKind.Object && root.TryGetProperty("error", out JsonElement error) && NumberOf(error) is { } code)
            {
                return (code, TextOf(root, "error_text") ?? "", TextOf(root, "profile_id"));
            }
        }
        catch (JsonException)
        {
            // A page of something in between: the status tells what there is to tell.
        }

        return (null, "", null);
    }

    private static int? NumberOf(JsonElement error) => error.ValueKind switch
    {
        JsonValueKind.Number when error.TryGetInt32(out int number) => number,
        JsonValueKind.String when int.TryParse(error.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out int number) => number,
        _ => null,
    };

    private static string? TextOf(JsonElement root, string name) =>
        root.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 } text ? text : null;
}
