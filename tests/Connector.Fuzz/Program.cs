using System.Globalization;
using Connector.Fuzz;

const int UsualInputs = 1_000_000;
const string Usage = """
    run [--target NAME] [--inputs N] [--seed N]   reads N inputs (default 1000000) shared among the targets, or all of one target
    replay NAME SEED                              reads the one input of a finding again
    """;

string? Option(string name) => args.SkipWhile(arg => arg != name).Skip(1).FirstOrDefault();

switch (args)
{
    case ["replay", var name, var text] when FuzzTargets.All.FirstOrDefault(one => one.Target.Name == name).Target is { } target:
        Finding? again = Fuzzer.Try(target, int.Parse(text, CultureInfo.InvariantCulture));
        Console.WriteLine(again?.ToString() ?? "Nothing is wrong with this input.");
        return again is null ? 0 : 1;
    case [] or ["run", ..]:
        int inputs = int.Parse(Option("--inputs") ?? $"{UsualInputs}", CultureInfo.InvariantCulture);
        int seed = Option("--seed") is { } given ? int.Parse(given, CultureInfo.InvariantCulture) : Random.Shared.Next();
        bool found = false;
        foreach ((Target one, int share) in FuzzTargets.All.Where(one => Option("--target") is not { } only || one.Target.Name == only))
        {
            int part = Option("--target") is null ? (int)((long)inputs * share / 100) : inputs;
            long start = TimeProvider.System.GetTimestamp();
            Finding? finding = await Fuzzer.RunAsync(one, seed, part);
            Console.WriteLine($"{one.Name}: {part} inputs from seed {seed} on, {TimeProvider.System.GetElapsedTime(start).TotalSeconds:F1} s{(finding is null ? "" : "\n" + finding)}");
            found |= finding is not null;
        }

        return found ? 1 : 0;
    default:
        Console.Error.WriteLine(Usage);
        return 2;
}
