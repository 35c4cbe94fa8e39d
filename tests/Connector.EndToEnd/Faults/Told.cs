using System.Text.Json;
using Connector.Sandbox;
using Connector.Sandbox.Deliveries;

namespace Connector.EndToEnd.Faults;

/// <summary>What other systems know in the end: people by their e-mail, and each goal they were told of.</summary>
internal static class Told
{
    public static IEnumerable<string> By(SandboxServer sandbox)
    {
        Assert.Empty(sandbox.Metrix.Dropped);
        return [.. Altcraft(sandbox.Altcraft), .. Metrix(sandbox.Metrix)];
    }

    private static IEnumerable<string> Altcraft(AltcraftAccount altcraft)
    {
        Dictionary<string, string> people = altcraft.Profiles.ToDictionary(one => one.Id, one => one.Fields["email"]);
        return
        [
            .. altcraft.Profiles.Select(one =>
                $"altcraft profile {string.Join(' ', one.Fields.OrderBy(field => field.Key, StringComparer.Ordinal).Select(field => $"{field.Key}={field.Value}"))} {string.Join(' ', one.Subscriptions)}"),
            .. altcraft.Goals.Select(one => $"altcraft goal {people[one.Profile]} {one.Name} {one.Value} {one.Date}"),
        ];
    }

    /// <summary>Times are left out of Metrix's: two of one millisecond are moved apart in the order in which they come.</summary>
    private static IEnumerable<string> Metrix(MetrixApplication metrix)
    {
        MetrixMessage[] users = [.. metrix.Messages.Where(one => one.Type == "user")];
        Dictionary<string, string> people = users.GroupBy(one => one.CustomUserId!).ToDictionary(group => group.Key, group => Of(group.MaxBy(one => one.Time)!, "id", "time"));
        return
        [
            .. people.Values.Select(user => $"metrix profile {user}"),
            .. metrix.Messages.Where(one => one.Type != "user").Select(one => $"metrix goal {people[one.CustomUserId!]} {Of(one, "id", "time")}"),
        ];
    }

    private static string Of(MetrixMessage message, params string[] without)
    {
        using JsonDocument text = JsonDocument.Parse(message.Text);
        return string.Join(' ', text.RootElement.EnumerateObject().Where(member => !without.Contains(member.Name)).Select(member => member.ToString()));
    }
}
