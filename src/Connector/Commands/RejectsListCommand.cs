using System.CommandLine;
using Connector.Core.Sync;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector rejects list</c>.</summary>
internal sealed class RejectsListCommand : ConnectorCommand
{
    private readonly Option<string> _integration = SharedOptions.Text("--integration", "I", "Only rejects of this integration.");
    private readonly Option<string> _hook = SharedOptions.Text("--hook", "H", "Only rejects of hooks of this name.");
    private readonly Option<string> _reason = SharedOptions.Text("--reason", "WORD", "Only rejects for this reason, such as match_value_empty.");
    private readonly Option<long?> _limit = new("--limit")
    {
        Description = "Stop after so many. Default: all.",
        HelpName = "N",
    };

    public RejectsListCommand()
        : base("list", "Lists records that were refused, whole and with the reason.", "rejects list", "rejects list --integration shop-app --reason invalid_value --limit 20 --json")
    {
        Add(_integration);
        Add(_hook);
        Add(_reason);
        Add(_limit);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        long limit = call.Get(_limit) ?? long.MaxValue;
        await using IStore store = await call.OpenStoreForReadingAsync(null, cancellationToken);
        var query = new RejectQuery(call.Get(_integration), call.Get(_hook), call.Get(_reason));
        long count = 0;
        await foreach ((_, Reject reject) in store.Queries.ListRejectsAsync(query, cancellationToken))
        {
            if (count == limit)
            {
                break;
            }

            count++;
            if (call.IsJson)
            {
                call.Out.Json(json => json.WriteReject(reject));
            }
            else
            {
                call.Out.Line($"{Times.Text(reject.At)}  {reject.Integration}: {reject.Hook ?? "(unreadable)"}  {reject.Reason}");
                call.Out.Line($"    {reject.Detail}");
                call.Out.Line($"    {reject.Record}");
            }
        }

        call.Messages.Note(count == 0 ? "There are no such rejects." : RunOutput.Plural(count, "reject"));
        return ExitCode.Done;
    }
}
