using Connector.Configuration;
using Connector.Core.Profiles;
using Connector.Output;
using Connector.Storage;

namespace Connector.Commands;

/// <summary><c>connector store check</c>: whether the file is whole, and whether what is in it fits together.</summary>
internal sealed class StoreCheckCommand() : ConnectorCommand(
    "check",
    "Checks the store, changing nothing: is the file whole, does every key and goal lead to a profile, do keys fit the values.",
    "store check",
    "store check --store sqlite:/backups/connector.db")
{
    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConfigResult config = Invocation.ReadConfig(call.Settings.Config, needsSecrets: false, call.Outside.Environment, call.Settings.AllowedHosts);
        StoreHealth health = await call.StoreUrl.CheckAsync(
            config.Catalog, static (_, field, profile) => ProfileEditor.KeysOf(field, profile), call.Time, cancellationToken);
        foreach (string note in health.Notes)
        {
            call.Messages.Note(note);
        }

        if (call.IsJson)
        {
            call.Out.Json(json =>
            {
                json.WriteBoolean("ok", health.Problems.Count == 0);
                json.WriteNumber("profiles", health.Profiles);
                json.WriteNumber("keys", health.Keys);
                json.WriteNumber("goals", health.Goals);
                json.WriteNumber("rejects", health.Rejects);
                json.WriteStartArray("problems");
                foreach (string problem in health.Problems)
                {
                    json.WriteStringValue(problem);
                }

                json.WriteEndArray();
            });
        }
        else
        {
            foreach (string problem in health.Problems)
            {
                call.Out.Line(problem);
            }

            string found = health.Problems.Count == 0 ? "The store is sound" : "Put a backup in its place, or move it away and read the source again with backfill";
            call.Out.Line(
                $"{found}: {RunOutput.Plural(health.Profiles, "profile")}, {RunOutput.Plural(health.Keys, "key")}, {RunOutput.Plural(health.Goals, "goal")}, {RunOutput.Plural(health.Rejects, "reject")}.");
        }

        return health.Problems.Count == 0 ? ExitCode.Done : ExitCode.Unreachable;
    }
}
