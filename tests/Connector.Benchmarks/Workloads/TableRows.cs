using SQLitePCL;

namespace Connector.Benchmarks.Workloads;

/// <summary>The rows of one table in memory, in the order in which they came, cut into as many parts as there were batches.</summary>
internal sealed class TableRows
{
    private readonly List<Cell[]> _rows = [];
    private readonly int _batches;

    private TableRows(string insert, int batches)
    {
        Insert = insert;
        _batches = batches;
    }

    public string Insert { get; }

    public int Count => _rows.Count;

    public static TableRows Read(sqlite3 source, string table, int batches)
    {
        // Keys are clustered by value, and came with their profiles.
        string order = table == "profile_key" ? " order by profile" : "";
        using sqlite3_stmt all = StoreFloor.Prepare(source, $"select * from {table}{order}");
        int width = raw.sqlite3_column_count(all);
        var rows = new TableRows($"insert into {table} values ({string.Join(", ", Enumerable.Repeat("?", width))})", batches);
        while (raw.sqlite3_step(all) == raw.SQLITE_ROW)
        {
            var row = new Cell[width];
            for (int column = 0; column < width; column++)
            {
                row[column] = Cell.Read(all, column);
            }

            rows._rows.Add(row);
        }

        if (order.Length > 0)
        {
            rows.SortWithinBatches();
        }

        return rows;
    }

    public void Write(sqlite3 target, sqlite3_stmt insert, int batch)
    {
        (int first, int end) = PartOf(batch);
        for (int i = first; i < end; i++)
        {
            Cell[] row = _rows[i];
            for (int column = 0; column < row.Length; column++)
            {
                row[column].Bind(insert, column + 1);
            }

            StoreFloor.Check(raw.sqlite3_step(insert), target);
            StoreFloor.Check(raw.sqlite3_reset(insert), target);
        }
    }

    /// <summary>Neighbours share pages, so whoever has a whole batch in hand writes it in the order of the table.</summary>
    private void SortWithinBatches()
    {
        for (int batch = 0; batch < _batches; batch++)
        {
            (int first, int end) = PartOf(batch);
            _rows.Sort(first, end - first, Comparer<Cell[]>.Create(Compare));
        }
    }

    private (int First, int End) PartOf(int batch) =>
        ((int)((long)_rows.Count * batch / _batches), (int)((long)_rows.Count * (batch + 1) / _batches));

    private static int Compare(Cell[] a, Cell[] b)
    {
        for (int column = 0; column < a.Length; column++)
        {
            int order = Cell.InOrder(a[column], b[column]);
            if (order != 0)
            {
                return order;
            }
        }

        return 0;
    }

    private readonly record struct Cell(int Type, long Number, byte[]? Bytes)
    {
        public static Cell Read(sqlite3_stmt row, int column)
        {
            int type = raw.sqlite3_column_type(row, column);
            return type switch
            {
                raw.SQLITE_INTEGER => new Cell(type, raw.sqlite3_column_int64(row, column), null),
                raw.SQLITE_NULL => new Cell(type, 0, null),
                _ => new Cell(type, 0, raw.sqlite3_column_blob(row, column).ToArray()),
            };
        }

        public void Bind(sqlite3_stmt insert, int parameter)
        {
            switch (Type)
            {
                case raw.SQLITE_INTEGER:
                    raw.sqlite3_bind_int64(insert, parameter, Number);
                    break;
                case raw.SQLITE_NULL:
                    raw.sqlite3_bind_null(insert, parameter);
                    break;
                case raw.SQLITE_TEXT when Bytes!.Length == 0:
                    raw.sqlite3_bind_text(insert, parameter, "");
                    break;
                case raw.SQLITE_TEXT:
                    raw.sqlite3_bind_text(insert, parameter, Bytes);
                    break;
                default:
                    raw.sqlite3_bind_blob(insert, parameter, Bytes);
                    break;
            }
        }

        public static int InOrder(Cell a, Cell b) => a.Bytes is null
            ? a.Number.CompareTo(b.Number)
            : a.Bytes.AsSpan().SequenceCompareTo(b.Bytes);
    }
}
