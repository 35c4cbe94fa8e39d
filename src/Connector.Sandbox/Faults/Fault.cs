using System.Collections.Immutable;
using System.Globalization;
using Connector.Core;

namespace Connector.Sandbox.Faults;

/// <summary>One thing to do wrong.</summary>
/// <param name="Number">How many times, or how many seconds, as the kind says.</param>
/// <param name="Column">The name of <see cref="FaultKind.UnknownColumn"/>.</param>
public sealed record Fault(FaultKind Kind, int Number = 0, string Column = "")
{
    private static readonly ImmutableArray<FaultForm> Forms =
    [
        new(FaultKind.QueueFull, "queue-full", FaultArgument.Times, 3, "the first n exports are answered 429, as if three others waited. Default 3."),
        new(FaultKind.Quota, "quota", FaultArgument.Times, 1, "the first n requests are answered 420. Default 1."),
        new(FaultKind.ServerError, "server-error", FaultArgument.Times, 2, "the first n exports are answered 500 and 503 in turn. Default 2."),
        new(FaultKind.Reset, "reset", FaultArgument.Times, 1, "the connection breaks in the middle of the first n bodies. Default 1."),
        new(FaultKind.CutBody, "cut-body", FaultArgument.Times, 1, "the first n bodies stop inside a record, though the answer ends in order. Default 1."),
        new(FaultKind.CutGzip, "cut-gzip", FaultArgument.Times, 1, "the first n bodies lack the trailer of their gzip; without gzip as cut-body. Default 1."),
        new(FaultKind.MoreParts, "more-parts", FaultArgument.Seconds, 3600, "400 for a window longer than that which is not asked for in parts. Default 3600."),
        new(FaultKind.MorePartsAlways, "more-parts-always", FaultArgument.None, 0, "400 for everything that is not asked for in four parts or more."),
        new(FaultKind.UnknownColumn, "unknown-column", FaultArgument.Column, 0, "400 for every export that asks for the column."),
        new(FaultKind.Unauthorized, "unauthorized", FaultArgument.None, 0, "401 for every request."),
        new(FaultKind.Forbidden, "forbidden", FaultArgument.None, 0, "403 for every request about an application."),
        new(FaultKind.Slow, "slow", FaultArgument.Times, 1, "the first n bodies trickle. Default 1."),
        new(FaultKind.Stall, "stall", FaultArgument.Times, 1, "the first n exports are not answered until the client gives up. Default 1."),
        new(FaultKind.ShardsUnavailable, "shards-unavailable", FaultArgument.Times, 3, "the first n exports that do not skip unavailable shards are answered 500. Default 3."),
        new(FaultKind.Disabled, "disabled", FaultArgument.None, 0, "the status call says that exports are not available."),
        new(FaultKind.DuplicateKeys, "duplicate-keys", FaultArgument.Times, 1, "the records of the first n JSON bodies name their first member twice. Default 1."),
        new(FaultKind.Bom, "bom", FaultArgument.Times, 1, "the first n bodies begin with a byte order mark. Default 1."),
        new(FaultKind.MalformedRecord, "malformed-record", FaultArgument.Times, 1, "the second record of the first n bodies breaks off in its middle. Default 1."),
        new(FaultKind.TrailingComma, "trailing-comma", FaultArgument.Times, 1, "a comma follows the last record of the first n JSON bodies. Default 1."),
        new(FaultKind.RetryAfter, "retry-after", FaultArgument.Seconds, null, "every 420, 429 and 503 carries that header."),
        new(FaultKind.DeliveryError, "delivery-error", FaultArgument.Times, 2, "the first n requests to Altcraft and Metrix are answered 503, and nothing is taken. Default 2."),
        new(FaultKind.DeliveryBusy, "delivery-busy", FaultArgument.Times, 1, "the first n of them are answered 429 with Retry-After: 1. Default 1."),
        new(FaultKind.DeliveryLost, "delivery-lost", FaultArgument.Times, 1, "the first n of them are taken, and the connection breaks before the answer. Default 1."),
        new(FaultKind.DeliveryHang, "delivery-hang", FaultArgument.Times, 1, "the first n of them are not answered until the client gives up. Default 1."),
        new(FaultKind.DeliverySick, "delivery-sick", FaultArgument.Times, 1, "Altcraft answers the first n with 200 and the error 500 in the body. Default 1."),
        new(FaultKind.DeliveryRefuse, "delivery-refuse", FaultArgument.Column, 0, "every request to Altcraft or Metrix whose body has the text NAME is refused with the error 400."),
    ];

    /// <summary>Every fault: how people write it, <c>queue-full[:n]</c>, and what it does.</summary>
    public static ImmutableArray<(string Words, string Summary)> Table { get; } = [.. Forms.Select(form => (form.Words, form.Summary))];

    /// <summary>Whether the fault stops after <see cref="Number"/> hits.</summary>
    internal bool IsCounted => FormOf(Kind).Argument == FaultArgument.Times;

    /// <summary>A fault with its usual number.</summary>
    public static Fault Of(FaultKind kind) => new(kind, FormOf(kind).Default ?? 0);

    /// <summary>Reads <c>KIND</c> or <c>KIND:ARGUMENT</c>.</summary>
    /// <param name="error">What is wrong and what to write instead; null on success.</param>
    public static bool TryParse(string text, out Fault? fault, out string? error)
    {
        int colon = text.IndexOf(':', StringComparison.Ordinal);
        string name = colon < 0 ? text : text[..colon];
        string? argument = colon < 0 ? null : text[(colon + 1)..];
        fault = null;
        if (Forms.FirstOrDefault(form => form.Name == name) is not { } form)
        {
            string? near = Nearest.To(name, Forms.Select(known => known.Name));
            error = $"There is no fault '{name}'." + (near is null ? $" There are {string.Join(", ", Table.Select(row => row.Words))}." : $" Did you mean '{near}'?");
            return false;
        }

        error = null;
        switch (form.Argument)
        {
            case FaultArgument.None when argument is null:
                fault = new Fault(form.Kind);
                break;
            case FaultArgument.Column when !string.IsNullOrEmpty(argument):
                fault = new Fault(form.Kind, Column: argument);
                break;
            case FaultArgument.Times or FaultArgument.Seconds when argument is null && form.Default is { } usual:
                fault = new Fault(form.Kind, usual);
                break;
            case FaultArgument.Times or FaultArgument.Seconds
                when int.TryParse(argument, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number > 0:
                fault = new Fault(form.Kind, number);
                break;
            default:
                error = $"'{text}' is no fault. Write {form.Words}.";
                return false;
        }

        return true;
    }

    public override string ToString()
    {
        FaultForm form = FormOf(Kind);
        return form.Argument switch
        {
            FaultArgument.None => form.Name,
            FaultArgument.Column => $"{form.Name}:{Column}",
            _ => $"{form.Name}:{Number}",
        };
    }

    private static FaultForm FormOf(FaultKind kind) => Forms.First(form => form.Kind == kind);

    private enum FaultArgument
    {
        None,
        Times,
        Seconds,
        Column,
    }

    /// <param name="Default">Null: the argument cannot be left out.</param>
    private sealed record FaultForm(FaultKind Kind, string Name, FaultArgument Argument, int? Default, string Summary)
    {
        public string Words => Argument switch
        {
            FaultArgument.None => Name,
            FaultArgument.Column => Name + ":NAME",
            FaultArgument.Times => Name + "[:n]",
            _ => Name + (Default is null ? ":seconds" : "[:seconds]"),
        };
    }
}
