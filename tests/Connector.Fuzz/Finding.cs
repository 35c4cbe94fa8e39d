using System.Text;

namespace Connector.Fuzz;

/// <summary>An input that did what none may.</summary>
internal sealed record Finding(string Target, int Seed, byte[] Input, string What)
{
    private const int MostShown = 2000;

    public override string ToString() =>
        $"{Target}: {What}\nreplay with: dotnet run --project tests/Connector.Fuzz -c Release -- replay {Target} {Seed}\n"
        + $"input ({Input.Length} bytes): {Encoding.UTF8.GetString(Input, 0, Math.Min(Input.Length, MostShown))}";
}
