using System.Collections.Immutable;
using Connector.Core.Records;
using Connector.Sandbox.Data;

namespace Connector.Sandbox.Api;

/// <summary>What the URL of an export asks for, checked.</summary>
/// <param name="Fields">As asked, repetitions included.</param>
/// <param name="Window">Null for a resource without dates.</param>
/// <param name="Filters">By column, the texts of which a row must have one.</param>
/// <param name="Limit">Null: all rows.</param>
/// <param name="Parts">1: the whole; more: part number <paramref name="Part"/>, from 0, of so many.</param>
internal sealed record ExportQuery(
    LogResource Resource,
    ImmutableArray<string> Fields,
    RowWindow? Window,
    ImmutableArray<ColumnFilter> Filters,
    long? Limit,
    int Parts,
    int Part,
    bool Mark,
    bool SkipsShards);

internal sealed record ColumnFilter(string Column, ImmutableArray<byte[]> Texts)
{
    public bool Passes(ReadOnlySpan<byte> value)
    {
        foreach (byte[] text in Texts)
        {
            if (value.SequenceEqual(text))
            {
                return true;
            }
        }

        return false;
    }
}

/// <summary>A parameter that the server does not take. The message goes to the client with 400.</summary>
internal sealed class BadQueryException(string message) : Exception(message);
