using BenchmarkDotNet.Attributes;
using Connector.Core.Filtering;

namespace Connector.Benchmarks.Micro;

/// <summary>A pattern against a text.</summary>
[MemoryDiagnoser]
public class WildcardBenchmark
{
    private readonly Wildcard _prefix = new("registration*");
    private readonly Wildcard _suffix = new("*@gmail.com");
    private readonly Wildcard _pieces = new("*cart*total*");

    [Benchmark]
    public bool Prefix() => _prefix.IsMatch("registration_completed");

    [Benchmark]
    public bool Suffix() => _suffix.IsMatch("anna.petrova.1990@example.com");

    [Benchmark]
    public bool Pieces() => _pieces.IsMatch("opened the cart and looked at the grand total of it");
}
