namespace Connector.Benchmarks;

/// <summary>A command and its options: <c>end-to-end --records 1000 --json</c>.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _options = new(StringComparer.Ordinal);

    public Arguments(IReadOnlyList<string> args)
    {
        Command = args.Count == 0 ? "" : args[0];
        for (int i = 1; i < args.Count; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
            {
                throw new ArgumentException($"'{args[i]}' belongs to no option.", nameof(args));
            }

            bool hasValue = i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            _options.Add(args[i], hasValue ? args[i + 1] : "");
            i += hasValue ? 1 : 0;
        }
    }

    public string Command { get; }

    public bool Has(string option) => _options.ContainsKey(option);

    public string Text(string option) => _options.TryGetValue(option, out string? text) ? text : throw new ArgumentException($"{option} is missing.", nameof(option));

    public string Text(string option, string otherwise) => _options.GetValueOrDefault(option, otherwise);

    public long Number(string option, long otherwise) =>
        _options.TryGetValue(option, out string? text) ? long.Parse(text.Replace("_", "", StringComparison.Ordinal)) : otherwise;
}
