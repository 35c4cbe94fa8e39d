using System.CommandLine;
using System.CommandLine.Help;
using System.CommandLine.Invocation;
using System.CommandLine.Parsing;
using Connector.Output;

namespace Connector.Commands;

/// <summary>The command line: finds the command, runs it, and turns what can go wrong into a sentence and an exit code.</summary>
internal sealed class ConnectorCli
{
    private readonly GlobalOptions _options = new();

    public ConnectorCli()
    {
        Root = new RootCommand("Brings AppMetrica's events into profiles, subscriptions and goals.");
        foreach (Option option in _options.All)
        {
            Root.Add(option);
        }

        Root.Add(new DemoCommand());
        Root.Add(new RunCommand());
        Root.Add(new SyncCommand());
        Root.Add(new BackfillCommand());
        Root.Add(new ImportCommand());
        Root.Add(new PreviewCommand());
        Root.Add(new ValidateCommand());
        Root.Add(new TestCommand());
        Root.Add(new StatusCommand());
        Root.Add(new HealthCommand());
        Root.Add(Group(
            "profiles",
            "Looks at profiles, erases them, and undoes their merges.",
            new ProfilesListCommand(),
            new ProfilesShowCommand(),
            new ProfilesEraseCommand(),
            new ProfilesMergesCommand(),
            new ProfilesSplitCommand()));
        Root.Add(Group("goals", "Looks at goals.", new GoalsListCommand()));
        Root.Add(Group("rejects", "Looks at records that were refused, and tries them again.", new RejectsListCommand(), new RejectsRetryCommand()));
        Root.Add(Group("deliveries", "Looks at messages to other systems, and sends them.", new DeliveriesListCommand(), new DeliveriesRetryCommand(), new DeliveriesSendCommand()));
        Root.Add(Group("token", "Makes and revokes tokens for the API and the console.", new TokenCreateCommand(), new TokenListCommand(), new TokenRevokeCommand()));
        Root.Add(Group("store", "Backs up, checks, copies and tidies the store.", new StoreBackupCommand(), new StoreCheckCommand(), new StoreCopyCommand(), new StoreVacuumCommand()));
        Root.Add(new SandboxCommand());
        Root.Add(new SchemaCommand());
        HelpOption help = Root.Options.OfType<HelpOption>().Single();
        help.Action = new ExamplesHelp((HelpAction)help.Action!);
    }

    public RootCommand Root { get; }

    /// <returns>One of <see cref="ExitCode"/>.</returns>
    public async Task<int> RunAsync(IReadOnlyList<string> args, Outside outside, CancellationToken cancellationToken)
    {
        ParseResult parse = Root.Parse(args.Count > 0 ? args : ["--help"]);
        bool isQuiet = parse.GetResult(_options.Quiet) is not null && parse.GetValue(_options.Quiet);
        using var output = new StandardOutput(outside.Output);
        var messages = new Messages(outside.Error, isQuiet);
        if (parse.Errors.Count > 0 && parse.Action is not SynchronousCommandLineAction { ClearsParseErrors: true })
        {
            return Refuse(parse, messages);
        }

        if (parse.CommandResult.Command is not ConnectorCommand command || parse.Action is not null)
        {
            await using var text = new StreamWriter(outside.Output, leaveOpen: true);
            await parse.InvokeAsync(new InvocationConfiguration { Output = text, Error = outside.Error, ProcessTerminationTimeout = null }, cancellationToken);
            return ExitCode.Done;
        }

        bool showStacks = outside.Environment("CONNECTOR_DEBUG") is "1";
        try
        {
            Settings settings = Settings.Read(
                parse.GetValue(_options.Config), parse.GetValue(_options.Store), parse.GetValue(_options.Settings), outside.Environment);
            showStacks = settings.Debug;
            using var call = new Invocation(parse, outside, settings, output, messages)
            {
                IsJson = parse.GetValue(_options.Json),
                IsQuiet = isQuiet,
                HasStoreOption = parse.GetResult(_options.Store) is { Implicit: false },
            };
            int code = await command.RunAsync(call, cancellationToken);
            output.Flush();
            return code;
        }
        catch (Exception e)
        {
            return e is OperationCanceledException && cancellationToken.IsCancellationRequested ? Stopped(command, messages) : Explain(e, messages, showStacks);
        }
    }

    private static int Refuse(ParseResult parse, Messages messages)
    {
        foreach (ParseError error in parse.Errors)
        {
            messages.Say(error.Message);
        }

        IEnumerable<string> names = parse.CommandResult.Command.Subcommands.Select(command => command.Name);
        if (parse.UnmatchedTokens.Count > 0 && Core.Nearest.To(parse.UnmatchedTokens[0], names) is { } near)
        {
            messages.Say($"Did you mean '{near}'?");
        }

        messages.Say($"'{NameOf(parse.CommandResult)} --help' shows what can be written here.");
        return ExitCode.Usage;
    }

    private static int Stopped(ConnectorCommand command, Messages messages)
    {
        if (command.RunsUntilStopped)
        {
            messages.Note("Stopped.");
            return ExitCode.Done;
        }

        messages.Say("Interrupted.");
        return ExitCode.Interrupted;
    }

    private static int Explain(Exception fault, Messages messages, bool showStacks)
    {
        Fault told = Fault.Of(fault, showStacks);
        messages.Say(told.Text);
        return told.ExitCode;
    }

    private static string NameOf(CommandResult result) =>
        result.Parent is CommandResult parent ? $"{NameOf(parent)} {result.Command.Name}" : "connector";

    private static Command Group(string name, string description, params Command[] commands)
    {
        var group = new Command(name, description);
        foreach (Command command in commands)
        {
            group.Add(command);
        }

        return group;
    }

    /// <summary>The usual help, and below it the command's examples.</summary>
    private sealed class ExamplesHelp(HelpAction help) : SynchronousCommandLineAction
    {
        public override bool ClearsParseErrors => true;

        public override int Invoke(ParseResult parseResult)
        {
            help.Invoke(parseResult);
            if (parseResult.CommandResult.Command is ConnectorCommand { Examples.Count: > 0 } command)
            {
                TextWriter output = parseResult.InvocationConfiguration.Output;
                output.WriteLine("Examples:");
                foreach (string example in command.Examples)
                {
                    output.WriteLine($"  connector {example}");
                }

                output.WriteLine();
                foreach (string note in command.Notes)
                {
                    output.WriteLine(note);
                }
            }

            return ExitCode.Done;
        }
    }
}
