using System.Globalization;
using System.Reflection;

namespace Connector.Storage;

/// <summary>One numbered file of <c>Migrations</c>.</summary>
internal readonly record struct MigrationFile(int Version, string Sql)
{
    /// <param name="database">The folder: <c>Sqlite</c> or <c>Postgres</c>.</param>
    /// <returns>In the order of their numbers.</returns>
    public static MigrationFile[] All(string database) => [.. Read($".Migrations.{database}.").OrderBy(file => file.Version)];

    private static IEnumerable<MigrationFile> Read(string folder)
    {
        Assembly assembly = typeof(MigrationFile).Assembly;
        foreach (string resource in assembly.GetManifestResourceNames())
        {
            int name = resource.IndexOf(folder, StringComparison.Ordinal);
            if (name >= 0)
            {
                using var reader = new StreamReader(assembly.GetManifestResourceStream(resource)!);
                int version = int.Parse(resource.AsSpan(name + folder.Length, 4), NumberStyles.None, CultureInfo.InvariantCulture);
                yield return new MigrationFile(version, reader.ReadToEnd());
            }
        }
    }
}
