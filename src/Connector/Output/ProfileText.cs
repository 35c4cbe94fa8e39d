using Connector.Core.Catalog;
using Connector.Core.Goals;
using Connector.Core.Profiles;
using Connector.Core.Subscriptions;

namespace Connector.Output;

/// <summary>Profiles for people.</summary>
internal static class ProfileText
{
    /// <summary>A profile in one line.</summary>
    public static string Line(ProfileState profile, Database? database)
    {
        IEnumerable<string> fields = VisibleFields.Of(profile, database).Select(field => $"{field.Name}={TextOf(field.Value)}");
        return $"{ProfileState.FormatId(profile.Id)}  {profile.Database}  {string.Join("  ", fields)}"
            + (profile.Devices.Count == 0 ? "" : $"  ({RunOutput.Plural(profile.Devices.Count, "device")})");
    }

    /// <summary>All that is known of a profile, under headings.</summary>
    public static void WriteCard(StandardOutput output, ProfileState profile, Database? database, IReadOnlyList<Goal> goals, IReadOnlyList<KeptMerge> merges)
    {
        output.Line($"Profile {ProfileState.FormatId(profile.Id)} of {database?.Title ?? profile.Database}");
        output.Line($"  created {Times.Text(profile.CreatedAt)}, updated {Times.Text(profile.UpdatedAt)}");
        Section(output, "Fields", VisibleFields.Of(profile, database).Select(field => new[] { field.Name, TextOf(field.Value) }));
        Section(output, "Found by", KeysOf(profile, database));
        Section(output, "Devices", profile.Devices.Select(device => new[]
        {
            device.Id,
            device.First is { } first ? $"first {Times.Text(first.EventTime)}" : "",
            $"seen {Times.Text(device.Newest.EventTime)}",
            device.IsAway ? "somebody else's now" : "",
        }));
        Section(output, "Subscriptions", profile.Subscriptions.Select(subscription => new[]
        {
            subscription.Resource,
            subscription.Channel.Name(),
            subscription.Status.Name(),
            subscription.Address,
            subscription.Provider ?? "",
        }));
        if (merges.Count > 0)
        {
            Section(output, "Merges", merges.Select(merge => new[] { MergeText.Line(merge) }));
        }

        Section(output, "Goals", goals.Select(goal => new[] { Times.Text(goal.At), goal.Pixel, goal.Name, goal.Value ?? "" }));
    }

    private static IEnumerable<string[]> KeysOf(ProfileState profile, Database? database)
    {
        IEnumerable<Field> indexed = database is null ? [] : database.Fields.Where(ProfileEditor.IsIndexed);
        IEnumerable<string[]> fields = indexed.SelectMany(field => ProfileEditor.CurrentKeysOf(field, profile).Select(key => new[] { field.Name, key }));
        IEnumerable<string[]> addresses = profile.Subscriptions
            .Where(subscription => subscription.Channel == Channel.Email)
            .Select(subscription => EmailAddress.KeyOf(subscription.Address))
            .Distinct()
            .Select(key => new[] { "e-mail subscription", key });
        IEnumerable<string[]> user = profile.CustomUserId is { } id ? [["customUserId", id]] : [];
        return user.Concat(fields)
            .Concat(addresses)
            .Concat(ProfileIdentity.DeviceIds(profile).Select(device => new[] { "appmetrica_device_id", device }))
            .Concat(ProfileIdentity.MetrixUserIds(profile).Select(device => new[] { "metrixUserId", device }));
    }

    private static void Section(StandardOutput output, string heading, IEnumerable<string[]> rows)
    {
        string[][] all = [.. rows];
        output.Line();
        output.Line(heading);
        if (all.Length == 0)
        {
            output.Line("  none");
            return;
        }

        int[] widths = [.. Enumerable.Range(0, all[0].Length).Select(column => all.Max(row => row[column].Length))];
        foreach (string[] row in all)
        {
            output.Line(("  " + string.Join("  ", row.Select((cell, column) => cell.PadRight(widths[column])))).TrimEnd());
        }
    }

    private static string TextOf(object value) => value as string ?? string.Join(", ", (IEnumerable<string>)value);
}
