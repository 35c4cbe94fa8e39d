namespace Connector.Output;

/// <summary>Columns side by side, as wide as what they hold: easy to read and to cut up by a script.</summary>
internal sealed class TextTable(params string[] header)
{
    private const string Gap = "  ";

    private readonly List<string[]> _rows = [header];

    /// <summary>Columns of numbers, which stand at the right.</summary>
    public int[] Numbers { get; init; } = [];

    public bool IsEmpty => _rows.Count == 1;

    public void Add(params string[] cells) => _rows.Add(cells);

    public void Write(Action<string> line, string indent = "")
    {
        int[] widths = [.. Enumerable.Range(0, header.Length).Select(column => _rows.Max(row => row[column].Length))];
        foreach (string[] row in _rows)
        {
            IEnumerable<string> cells = row.Select((cell, column) => Numbers.Contains(column) ? cell.PadLeft(widths[column]) : cell.PadRight(widths[column]));
            line((indent + string.Join(Gap, cells)).TrimEnd());
        }
    }
}
