using System.Text;
using BenchmarkDotNet.Attributes;
using Connector.Core.Records;

namespace Connector.Benchmarks.Micro;

/// <summary>Finding all paths of the shop's hooks in the JSON of one purchase.</summary>
[MemoryDiagnoser]
public class PathBenchmark
{
    private static readonly string[] Paths =
        ["event_json.contacts.email", "event_json.contacts.phone", "event_json.name", "event_json.loyalty.card", "event_json.cart.total"];

    private readonly byte[] _json = Encoding.UTF8.GetBytes(
        """{"cart":{"total":10990.50,"currency":"RUB","items":[{"sku":"A-1001","price":4990,"quantity":2},{"sku":"B-2002","price":1010.5,"quantity":1}]},"contacts":{"email":"anna@example.com","phone":"+79031234567"},"name":"Анна"}""");

    private readonly JsonPathSet _set = new();
    private readonly PathValue[] _found;

    public PathBenchmark()
    {
        foreach (string path in Paths)
        {
            _set.Add(FieldPath.TryParse(path, LogResource.Events, out FieldPath? parsed, out string? error) ? parsed! : throw new InvalidOperationException(error));
        }

        _found = new PathValue[_set.Count];
    }

    [Benchmark]
    public bool Walk() => _set.Find(_json, _found);
}
