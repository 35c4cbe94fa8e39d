using Connector.Output;

namespace Connector.Commands;

/// <summary><c>connector store vacuum</c>.</summary>
internal sealed class StoreVacuumCommand() : ConnectorCommand(
    "vacuum",
    "Writes the store's file anew, without the room and the remains of what was deleted. Other writers wait meanwhile.",
    "store vacuum")
{
    public override IEnumerable<string> Notes => ["The disk needs free room for about twice the store's size."];

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        (long before, long after) = await call.StoreFile("PostgreSQL tidies itself by autovacuum; VACUUM FULL as its administrator gives room back.").VacuumAsync(cancellationToken);
        if (call.IsJson)
        {
            call.Out.Json(json =>
            {
                json.WriteNumber("bytesBefore", before);
                json.WriteNumber("bytesAfter", after);
            });
        }
        else
        {
            call.Out.Line($"{RunOutput.Number(before)} bytes before, {RunOutput.Number(after)} now.");
        }

        return ExitCode.Done;
    }
}
