using Connector.Fuzz;
using Xunit.Abstractions;

namespace Connector.Tests.Fuzz;

/// <summary>A share of the inputs of tests/Connector.Fuzz, other ones every day: five days make more than a million.</summary>
public sealed class FuzzTests(ITestOutputHelper output)
{
    private const int Inputs = 120_000;

    /// <summary>Days lie so far apart that none repeats another's inputs.</summary>
    private static readonly int FirstSeed = (int)((TimeProvider.System.GetUtcNow() - DateTimeOffset.UnixEpoch).Days * (long)Inputs % int.MaxValue);

    public static TheoryData<string> Targets => [.. FuzzTargets.All.Select(one => one.Target.Name)];

    [Theory]
    [MemberData(nameof(Targets))]
    public async Task No_input_crashes_hangs_or_swells_a_reader(string name)
    {
        (Target target, int share) = FuzzTargets.All.Single(one => one.Target.Name == name);
        Assert.NotEmpty(target.Seeds);
        output.WriteLine($"{name}: seeds from {FirstSeed} on");
        Finding? finding = await Fuzzer.RunAsync(target, FirstSeed, Inputs / 100 * share);
        Assert.True(finding is null, finding?.ToString());
    }

    [Fact]
    public void The_shares_make_a_whole() => Assert.Equal(100, FuzzTargets.All.Sum(one => one.Share));

    [Fact]
    public async Task A_reader_that_crashes_swells_or_lies_is_found_and_its_seed_finds_it_again()
    {
        foreach (string what in new[] { "crashes", "swells", "lies" })
        {
            var bad = new BadReader(what);
            Finding? finding = await Fuzzer.RunAsync(bad, 7, 1000);
            Assert.NotNull(finding);
            Assert.Equal(finding.Input, Fuzzer.Try(bad, finding.Seed)!.Input);
        }
    }

    private sealed class BadReader(string what) : Target
    {
        public override string Name => "bad";

        public override IReadOnlyList<byte[]> Seeds { get; } = [[.. "good"u8]];

        public override IReadOnlyList<byte[]> Words { get; } = [[.. "!"u8]];

        public override void Read(byte[] input, Random random)
        {
            if (input.Contains((byte)'!'))
            {
                _ = what switch
                {
                    "crashes" => throw new InvalidOperationException(),
                    "swells" => new byte[1 << 20],
                    _ => [],
                };
            }
        }

        public override void Check(byte[] input, Random random) => Hold(what != "lies" || !input.Contains((byte)'!'), "It lies.");
    }
}
