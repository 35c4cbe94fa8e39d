using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using Connector.Core.Records;
using Connector.Sandbox.Data;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Connector.Sandbox.Api;

/// <summary>Reads the parameters of an export.</summary>
internal static class ExportQueryReader
{
    /// <param name="zone">The application's, in which its dates are meant.</param>
    /// <exception cref="BadQueryException">A parameter is missing, unknown or wrong.</exception>
    public static ExportQuery Read(IQueryCollection query, LogResource resource, TimeZoneInfo zone)
    {
        ImmutableArray<string> fields = ReadFields(query, resource);
        RowWindow? window = resource.TakesDates ? ReadWindow(query, resource, zone) : null;
        var filters = ImmutableArray.CreateBuilder<ColumnFilter>();
        foreach ((string name, StringValues values) in query)
        {
            if (!IsParameterOf(resource, name))
            {
                if (!resource.Has(name))
                {
                    throw new BadQueryException($"Unknown parameter: {name}");
                }

                filters.Add(new ColumnFilter(name, [.. values.Select(value => Encoding.UTF8.GetBytes(value ?? ""))]));
            }
        }

        int parts = (int)(ReadNumber(query, "parts_count", 1, int.MaxValue) ?? 1);
        int part = (int)(ReadNumber(query, "part_number", 0, parts - 1) ?? 0);
        // Taken as the documentation lists them; what they choose is not described.
        ReadNumber(query, "version", 0, long.MaxValue);
        ReadNumber(query, "update_timestamp", 0, long.MaxValue);
        return new ExportQuery(
            resource,
            fields,
            window,
            filters.ToImmutable(),
            Limit: ReadNumber(query, "limit", 1, long.MaxValue),
            parts,
            part,
            Mark: ReadFlag(query, "use_utf8_bom"),
            SkipsShards: ReadFlag(query, "skip_unavailable_shards"));
    }

    private static bool IsParameterOf(LogResource resource, string name) => name switch
    {
        "application_id" or "fields" or "limit" or "use_utf8_bom" or "skip_unavailable_shards" or "parts_count" or "part_number" => true,
        "date_since" or "date_until" => resource.TakesDates,
        "date_dimension" => resource.TakesDateDimension,
        "version" or "update_timestamp" => resource == LogResource.ProfilesV2,
        _ => false,
    };

    private static ImmutableArray<string> ReadFields(IQueryCollection query, LogResource resource)
    {
        string text = query["fields"].ToString();
        if (text.Length == 0)
        {
            throw new BadQueryException("Missing parameter: fields");
        }

        ImmutableArray<string> fields = [.. text.Split(',')];
        foreach (string field in fields)
        {
            if (field.Length == 0 || !(resource.Has(field) || resource.FreeColumns))
            {
                throw UnknownField(field);
            }
        }

        return fields;
    }

    public static BadQueryException UnknownField(string field) => new($"Wrong parameter: 'fields', value: '{field}'");

    private static RowWindow ReadWindow(IQueryCollection query, LogResource resource, TimeZoneInfo zone)
    {
        long since = ReadDate(query, "date_since", zone);
        long until = ReadDate(query, "date_until", zone);
        if (since > until)
        {
            throw new BadQueryException("Wrong parameter: date_since is after date_until");
        }

        string dimension = resource.TakesDateDimension ? query["date_dimension"].ToString() : "";
        return dimension switch
        {
            "" or "default" => new RowWindow(since, until, ByReceive: false),
            "receive" => new RowWindow(since, until, ByReceive: true),
            _ => throw Wrong("date_dimension", dimension),
        };
    }

    private static long ReadDate(IQueryCollection query, string name, TimeZoneInfo zone)
    {
        string text = query[name].ToString();
        if (text.Length == 0)
        {
            throw new BadQueryException($"Missing parameter: {name}");
        }

        return LocalClock.TryRead(text, zone, out long seconds) ? seconds : throw Wrong(name, text);
    }

    private static long? ReadNumber(IQueryCollection query, string name, long least, long most)
    {
        string text = query[name].ToString();
        if (text.Length == 0)
        {
            return null;
        }

        return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number) && number >= least && number <= most
            ? number
            : throw Wrong(name, text);
    }

    private static bool ReadFlag(IQueryCollection query, string name) => query[name].ToString() switch
    {
        "" or "false" => false,
        "true" => true,
        string text => throw Wrong(name, text),
    };

    private static BadQueryException Wrong(string name, string value) => new($"Wrong parameter: '{name}', value: '{value}'");
}
