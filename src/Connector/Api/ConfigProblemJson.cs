using System.Text.Json;
using Connector.Configuration;

namespace Connector.Api;

/// <summary>What is wrong with the config, as the API tells it.</summary>
internal static class ConfigProblemJson
{
    public static void WriteProblems(this Utf8JsonWriter json, IEnumerable<Problem> problems)
    {
        json.WriteStartArray("problems");
        foreach (Problem problem in problems)
        {
            json.WriteStartObject();
            json.WriteString("file", problem.File);
            json.WriteNumber("line", problem.Line);
            json.WriteNumber("column", problem.Column);
            json.WriteString("severity", problem.Severity == Severity.Error ? "error" : "warning");
            json.WriteString("code", problem.Code);
            json.WriteString("message", problem.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }
}
