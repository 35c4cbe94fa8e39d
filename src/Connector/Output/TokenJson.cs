using System.Text.Json;
using Connector.Core.Access;

namespace Connector.Output;

/// <summary>Tokens as <c>token list --json</c> prints them.</summary>
internal static class TokenJson
{
    public static void WriteToken(this Utf8JsonWriter json, AccessToken token)
    {
        json.WriteNumber("id", token.Id);
        json.WriteString("name", token.Name);
        json.WriteString("role", token.Role.Name());
        json.WriteTime("createdAt", token.CreatedAt);
        json.WriteTime("lastUsedAt", token.LastUsedAt);
        json.WriteTime("revokedAt", token.RevokedAt);
    }
}
