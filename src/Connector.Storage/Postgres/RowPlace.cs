using System.Globalization;
using System.Text;
using Npgsql;
using NpgsqlTypes;

namespace Connector.Storage.Postgres;

/// <summary>
/// Where a row lay when it was read, and who had written it. A row that was changed since lies elsewhere, so that whoever writes it by its place
/// writes what he read, or nothing; and no index is asked for the place.
/// </summary>
/// <param name="Writer">The transaction that wrote the row as it was read.</param>
internal readonly record struct RowPlace(NpgsqlTid Place, uint Writer)
{
    /// <param name="column">Of <c>xmin</c>; <c>ctid</c> follows.</param>
    public static RowPlace Read(NpgsqlDataReader row, int column) => new(row.GetFieldValue<NpgsqlTid>(column + 1), row.GetFieldValue<uint>(column));

    /// <summary>As text, since the driver knows no arrays of places otherwise.</summary>
    public static NpgsqlParameter Places(IEnumerable<RowPlace> places)
    {
        var text = new StringBuilder("{");
        foreach (RowPlace one in places)
        {
            text.Append(text.Length > 1 ? "," : "").Append(CultureInfo.InvariantCulture, $"\"({one.Place.BlockNumber},{one.Place.OffsetNumber})\"");
        }

        return new NpgsqlParameter { Value = text.Append('}').ToString(), NpgsqlDbType = NpgsqlDbType.Unknown };
    }

    public static NpgsqlParameter Writers(IEnumerable<RowPlace> places) =>
        new() { Value = places.Select(one => one.Writer).ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Xid };
}
