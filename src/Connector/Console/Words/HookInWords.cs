using Connector.Core.Catalog;

namespace Connector.Pages.Words;

/// <summary>A hook as a marketer would say it.</summary>
/// <param name="Takes">Which records it looks at; ends with a full stop where no filter follows.</param>
/// <param name="Filter">Null: every record.</param>
/// <param name="Does">What it does with them, a sentence each.</param>
/// <param name="Fields">What becomes of which field.</param>
/// <param name="Subscriptions">A sentence each.</param>
public sealed record HookInWords(
    string Name,
    string Takes,
    FilterInWords? Filter,
    IReadOnlyList<string> Does,
    IReadOnlyList<(string Field, string Words)> Fields,
    IReadOnlyList<string> Subscriptions)
{
    /// <param name="catalog">Gives the titles by which people know things.</param>
    public static HookInWords Of(Hook hook, ConnectorCatalog catalog) => Plain(hook, catalog).Without(catalog.Hide);

    /// <summary>What came from a variable or a file may be a secret, which those who look on may not see.</summary>
    private HookInWords Without(Func<string, string> hide) => this with
    {
        Filter = Filter?.Without(hide),
        Does = [.. Does.Select(hide)],
        Fields = [.. Fields.Select(one => (one.Field, hide(one.Words)))],
        Subscriptions = [.. Subscriptions.Select(hide)],
    };

    private static HookInWords Plain(Hook hook, ConnectorCatalog catalog) => new(
        hook.Name,
        hook.Filter is null ? $"Takes every record of {hook.Resource.Name}." : $"Takes records of {hook.Resource.Name} where",
        hook.Filter is null ? null : FilterInWords.Of(hook.Filter),
        hook switch
        {
            ImportProfileHook import => [OfMatch(import.Match, $"the profile in {import.Database.Title}"), OfMode(import.Mode)],
            RegisterGoalHook goal => [OfGoal(goal, catalog), OfAttachment(goal.Attach)],
            _ => [],
        },
        hook is ImportProfileHook { Map: var map } ? [.. map.Select(mapping => (mapping.To.Name, OfMapping(mapping)))] : [],
        hook is ImportProfileHook { Subscriptions: var subscriptions } ? [.. subscriptions.Select(rule => OfSubscription(rule, catalog))] : []);

    private static string OfMode(ImportMode mode) => mode switch
    {
        ImportMode.AddAndUpdate => "Updates it, or creates it where there is none.",
        ImportMode.AddOnly => "Creates it where there is none; one that is there is left as it is.",
        _ => "Updates it; where there is none, the record is skipped.",
    };

    private static string OfMatch(Match match, string what)
    {
        if (match.By == MatchBy.Identity)
        {
            return $"Finds {what} by the user's id, which {match.From.Text} holds, else by the device. When a record names both, what the device did before as nobody becomes the user's.";
        }

        string key = match.By switch
        {
            MatchBy.EmailProfile => "its e-mail",
            MatchBy.Email => "its e-mail or that of one of its e-mail subscriptions",
            MatchBy.AppMetricaDeviceId => "its device",
            _ => match.Field!.Name,
        };
        string several = match.OnAmbiguous switch
        {
            OnAmbiguous.Oldest => "Of several, the one created first is taken.",
            OnAmbiguous.Newest => "Of several, the one created last is taken.",
            _ => "Where there are several, the record is rejected.",
        };
        return $"Finds {what} by {key}, which {match.From.Text} holds. {several}";
    }

    private static string OfMapping(Mapping mapping)
    {
        string source = mapping.Source is Operand.Constant constant ? $"'{constant.Text}'" : ((Operand.From)mapping.Source).Path.Text;
        string act = mapping.To.IsList ? $"{source} is added to the list"
            : mapping.OnlyIfEmpty ? $"{source}, only while the field is empty"
            : source;
        return mapping switch
        {
            { Source: Operand.Constant } or { To.IsList: true } or { OnlyIfEmpty: true } => act,
            { IgnoreEmpty: true } => $"{act}; left alone when that is empty",
            _ => $"{act}; cleared when that is empty",
        };
    }

    private static string OfSubscription(SubscriptionRule rule, ConnectorCatalog catalog)
    {
        string resource = catalog.Resources.TryGetValue(rule.Resource, out SubscriptionResource? known) ? known.Title : rule.Resource;
        string way = rule.Channel switch
        {
            Channel.Email => "by e-mail",
            Channel.Sms => "by SMS",
            _ => rule.Provider switch
            {
                PushProvider.IosIfa => "by push (iOS advertising id)",
                PushProvider.GoogleAid => "by push (Google advertising id)",
                _ => "by push (AppMetrica device)",
            },
        };
        string what = rule.Status switch
        {
            SubscriptionStatus.Unsubscribed => $"Unsubscribes {rule.From.Text} from {resource} {way}",
            SubscriptionStatus.Suspended => $"Suspends the subscription of {rule.From.Text} to {resource} {way}",
            SubscriptionStatus.Unconfirmed => $"Subscribes {rule.From.Text} to {resource} {way}, waiting to be confirmed",
            _ => $"Subscribes {rule.From.Text} to {resource} {way}",
        };
        return $"{what}{(rule.KeepExisting ? "; one that is there keeps its status" : "")}; "
            + (rule.SkipInvalid ? "a wrong address leaves only this out." : "a wrong address rejects the record.");
    }

    private static string OfGoal(RegisterGoalHook hook, ConnectorCatalog catalog)
    {
        string pixel = catalog.Pixels.TryGetValue(hook.Pixel, out Pixel? known) ? known.Title : hook.Pixel;
        string name = hook.Goal is Operand.Constant constant ? $"the goal '{constant.Text}'" : $"a goal with the name that {((Operand.From)hook.Goal).Path.Text} holds";
        string worth = hook.Value switch
        {
            null => "",
            Operand.Constant fixedValue => $", worth {fixedValue.Text}",
            Operand.From from => $", worth what {from.Path.Text} holds",
            _ => throw new ArgumentOutOfRangeException(nameof(hook)),
        };
        return $"Registers {name} in {pixel}{worth}.";
    }

    private static string OfAttachment(GoalAttachment? attachment)
    {
        if (attachment is null)
        {
            return "The goal is anonymous: it is counted without a person.";
        }

        string missing = attachment.WhenMissing switch
        {
            WhenMissing.Skip => "Where there is none, the record is skipped.",
            WhenMissing.Reject => "Where there is none, the record is rejected.",
            _ => attachment.Stitch
                ? "Where there is none, the goal is anonymous until a profile gains its device."
                : "Where there is none, the goal is anonymous and stays so.",
        };
        return $"{OfMatch(attachment.Match, $"the profile in {attachment.Database.Title}")} {missing}";
    }
}
