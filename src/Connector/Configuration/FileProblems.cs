using Connector.Configuration.Json;

namespace Connector.Configuration;

/// <summary>Gathers what is wrong with one file.</summary>
internal sealed class FileProblems(string file)
{
    private readonly List<Problem> _items = [];

    public IReadOnlyList<Problem> Items => _items;

    public bool HasErrors { get; private set; }

    public void Error(Place place, string code, string text)
    {
        HasErrors = true;
        _items.Add(new Problem(file, place.Line, place.Column, Severity.Error, code, text));
    }

    public void Warn(Place place, string code, string text) =>
        _items.Add(new Problem(file, place.Line, place.Column, Severity.Warning, code, text));
}
