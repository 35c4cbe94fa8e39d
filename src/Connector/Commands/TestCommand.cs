using System.CommandLine;
using Connector.Core.Catalog;

namespace Connector.Commands;

/// <summary><c>connector test</c>: the examples that integration files bring with them.</summary>
internal sealed class TestCommand : ConnectorCommand
{
    private readonly Argument<string[]> _names = new("INTEGRATION")
    {
        Description = "Whose tests to run. Without any: those of all.",
        Arity = ArgumentArity.ZeroOrMore,
    };

    public TestCommand()
        : base("test", "Runs the tests blocks of the config, without network or store.", "test", "test shop-app")
    {
        Add(_names);
    }

    public override async Task<int> RunAsync(Invocation call, CancellationToken cancellationToken)
    {
        ConnectorCatalog catalog = call.Catalog();
        string[] names = call.Get(_names) ?? [];
        Integration[] integrations = names.Length > 0
            ? [.. names.Distinct().Select(name => Invocation.Named(catalog.Integrations, name, "integration"))]
            : [.. catalog.Integrations.Values.OrderBy(one => one.Name, StringComparer.Ordinal)];
        var runner = new HookTestRunner(call.Decoder, call.Time);
        int failed = 0;
        int passed = 0;
        foreach (Integration integration in integrations)
        {
            foreach (HookTest test in integration.Tests)
            {
                string? difference = await runner.RunAsync(integration, test, cancellationToken);
                Write(call, integration, test, difference);
                passed += difference is null ? 1 : 0;
                failed += difference is null ? 0 : 1;
            }
        }

        if (call.IsJson)
        {
            call.Messages.Note($"{passed} passed, {failed} failed");
        }
        else
        {
            call.Out.Line($"{passed} passed, {failed} failed");
        }

        return failed == 0 ? ExitCode.Done : ExitCode.Usage;
    }

    private static void Write(Invocation call, Integration integration, HookTest test, string? difference)
    {
        if (call.IsJson)
        {
            call.Out.Json(json =>
            {
                json.WriteString("integration", integration.Name);
                json.WriteString("test", test.Name);
                json.WriteNumber("line", test.Line);
                json.WriteBoolean("ok", difference is null);
                json.WriteString("difference", difference);
            });
        }
        else if (difference is null)
        {
            call.Out.Line($"ok      {integration.Name}: {test.Name}");
        }
        else
        {
            call.Out.Line($"FAILED  {integration.Name}: {test.Name}: {difference} (line {test.Line})");
        }
    }
}
