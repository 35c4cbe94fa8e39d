using System.Collections.Immutable;
using Connector.Core.Catalog;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Bodies;

/// <summary>How the rows of an export stand in its body.</summary>
internal abstract class RowFormat
{
    /// <summary>What comes before the first row.</summary>
    public abstract void Begin(Utf8Buffer body);

    /// <summary>What comes between two rows.</summary>
    public abstract void Between(Utf8Buffer body);

    public abstract void Add(Utf8Buffer body, Row row);

    /// <summary>What comes behind the last row.</summary>
    public abstract void End(Utf8Buffer body, bool any);

    /// <param name="fields">The columns of a body; slot <c>i</c> of its rows holds <c>fields[i]</c>, further slots are left out.</param>
    /// <param name="repeatFirst">Whether objects name their first member twice.</param>
    public static RowFormat Of(ExportFormat format, ImmutableArray<string> fields, bool repeatFirst = false) => format switch
    {
        ExportFormat.Json => new JsonRows(fields, wrapped: true, repeatFirst),
        ExportFormat.JsonLines => new JsonRows(fields, wrapped: false, repeatFirst),
        _ => new CsvRows(fields),
    };
}
