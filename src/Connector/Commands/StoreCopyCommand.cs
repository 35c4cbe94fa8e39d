using System.CommandLine;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector store copy</c>.</summary>
internal sealed class StoreCopyCommand : ConnectorCommand
{
    /// <summary>The rest names an environment variable that holds the store: an option stands in the process list, and must hold no password.</summary>
    private const string Indirect = "env:";

    private readonly Option<string> _from = SharedOptions.Text(
        "--from", "URL", "The store to copy: sqlite:PATH, a PostgreSQL connection string, or env:NAME, the environment variable that holds one.", isRequired: true);

    private readonly Option<string> _to = SharedOptions.Text(
        "--to", "URL", "The store to copy it into, named likewise: an empty one, or one into which a copy was broken off.", isRequired: true);

    public StoreCopyCommand()
        : base(
            "copy",
            "Copies all of a store into another, from SQLite to PostgreSQL or back, and compares them. Broken off, it goes on when it is started again.",
            "store copy --from sqlite:data/connector.db --to env:CONNECTOR_STORE",
            "store copy --from \"Host=db;Database=connector;Username=connector\" --to sqlite:data/copy.db")
    {
        Add(_from);
        Add(_to);
    }

    public override IEnumerable<string> Notes => ["Stop whatever writes either store before. Pauses, waiting backfills and messages that are not applied yet lie beside a store and stay where they are."];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        IReadOnlyList<CopiedTable> tables = await StoreCopy.RunAsync(
            Parse(call.Get(_from)!, call.Outside.Environment),
            Parse(call.Get(_to)!, call.Outside.Environment),
            call.Time,
            table => call.Messages.Note($"{table.Name}: {RunOutput.Plural(table.Rows, "row")}, the same on both sides."),
            cancellationToken);
        if (call.IsJson)
        {
            call.Out.Json(json =>
            {
                json.WriteBoolean("same", true);
                json.WriteStartObject("rows");
                foreach (CopiedTable table in tables)
                {
                    json.WriteNumber(table.Name, table.Rows);
                }

                json.WriteEndObject();
            });
        }
        else
        {
            call.Out.Line($"Copied {RunOutput.Plural(tables.Sum(table => table.Rows), "row")}; both stores hold the same.");
        }

        return ExitCode.Done;
    }

    private static StoreUrl Parse(string text, Func<string, string?> environment)
    {
        string store = text.StartsWith(Indirect, StringComparison.Ordinal)
            ? environment(text[Indirect.Length..]) ?? throw new UsageException($"{text} names an environment variable that is not set.")
            : text;
        try
        {
            return StoreUrl.Parse(store);
        }
        catch (StoreException e)
        {
            throw new UsageException(e.Message);
        }
    }
}
