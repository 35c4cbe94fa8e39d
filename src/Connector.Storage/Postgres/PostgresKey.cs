using System.Security.Cryptography;
using System.Text;

namespace Connector.Storage.Postgres;

/// <summary>The values of keys as an index takes them: a long one as its beginning and its digest, beside which all of it is kept.</summary>
internal static class PostgresKey
{
    private const int Longest = 200;
    private const int Kept = 64;

    public static string Indexed(string value) => value.Length <= Longest
        ? value
        : $"{value[..Kept]}…{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(value)))}";

    /// <returns>Null: the index has all of it.</returns>
    public static string? Rest(string value) => value.Length <= Longest ? null : value;
}
