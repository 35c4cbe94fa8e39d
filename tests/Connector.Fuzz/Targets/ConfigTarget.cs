using System.Text;
using Connector.Configuration;

namespace Connector.Fuzz.Targets;

/// <summary>Config files: a catalog or problems, each at a place that is there, and no secret in any.</summary>
internal sealed class ConfigTarget : Target
{
    private const string Secret = "a-secret-nobody-may-see";

    public override string Name => "config";

    public override IReadOnlyList<byte[]> Seeds { get; } = [.. Inputs.Files("config/integrations", ".json"), .. Inputs.Of("{\"source\":{\"applicationId\":1,\"token\":\"${env:TOKEN}\"},\"hooks\":[]}")];

    public override IReadOnlyList<byte[]> Words { get; } =
    [
        .. Inputs.Json,
        .. Inputs.Of(
            "\"hooks\":[", "\"filter\":", "{\"all\":[", "{\"not\":", "{\"field\":\"event_name\",\"like\":\"*\"}", "\"map\":[", "\"match\":{\"by\":\"email\"}", "\"${env:TOKEN}\"", "\"${file:x}\"", "event_json.a[0]",
            "\"active\":false", "\"schedule\":{\"cron\":\"* * * * * ?\"}", "\"every\":\"00:00:01\"", "\"tests\":[", "\"expect\":{", "metrix_s2s", "profiles_v2", "// x\n", "/* x */"),
    ];

    /// <summary>The folder's other files are read with every input.</summary>
    public override long FixedBytes => 8 << 20;

    public override long BytesPerByte => 4000;

    public override void Read(byte[] input, Random random) => Load(input);

    public override void Check(byte[] input, Random random)
    {
        ConfigResult result = Load(input);
        int lines = Encoding.UTF8.GetString(input).Split('\n', '\r', '\u2028', '\u2029').Length;
        bool hasErrors = result.Problems.Any(problem => problem.Severity == Severity.Error);
        Hold(result.Catalog is null == hasErrors, "There is a catalog beside errors, or neither.");
        foreach (Problem problem in result.Problems)
        {
            Hold(!problem.ToString().Contains(Secret, StringComparison.Ordinal), $"A problem tells a secret: {problem}");
            Hold(problem is { Line: >= 1, Column: >= 1 } && problem.Line <= lines, $"A problem stands where there is nothing: {problem}");
        }

        Hold(result.Problems.SequenceEqual(Load(input).Problems), "It has other problems when it is read again.");
    }

    private static ConfigResult Load(byte[] input) => ConfigFolder.Check(
        Inputs.ConfigFolder, "fuzzed", Encoding.UTF8.GetString(input), static name => name == "TOKEN" ? Secret : null);
}
