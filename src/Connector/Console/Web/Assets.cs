using System.Collections.Frozen;
using System.Reflection;
using System.Security.Cryptography;

namespace Connector.Pages;

/// <summary>The stylesheet, the script and the icon. Their addresses change with their contents, so browsers keep them for good.</summary>
internal sealed class Assets
{
    private const string Folder = "assets/";

    private static readonly FrozenDictionary<string, string> Types = new Dictionary<string, string>
    {
        [".css"] = "text/css; charset=utf-8",
        [".js"] = "text/javascript; charset=utf-8",
        [".svg"] = "image/svg+xml",
    }.ToFrozenDictionary();

    private readonly FrozenDictionary<string, Asset> _byPath;
    private readonly FrozenDictionary<string, string> _paths;

    public Assets()
    {
        var assets = new Dictionary<string, Asset>();
        var paths = new Dictionary<string, string>();
        foreach (string resource in typeof(Assets).Assembly.GetManifestResourceNames().Where(name => name.StartsWith(Folder, StringComparison.Ordinal)))
        {
            byte[] contents = Read(resource);
            string name = resource[Folder.Length..];
            string ending = Path.GetExtension(name);
            string mark = Convert.ToHexStringLower(SHA256.HashData(contents).AsSpan(0, 8));
            string path = $"/{Folder}{Path.GetFileNameWithoutExtension(name)}-{mark}{ending}";
            assets.Add(path, new Asset(contents, Types[ending]));
            paths.Add(name, path);
        }

        _byPath = assets.ToFrozenDictionary();
        _paths = paths.ToFrozenDictionary();
    }

    /// <param name="name">The file's name: <c>console.css</c>.</param>
    public string PathOf(string name) => _paths[name];

    public IResult Answer(Visit visit)
    {
        if (!_byPath.TryGetValue(visit.Http.Request.Path, out Asset? asset))
        {
            return visit.NotFound("There is no such file.");
        }

        visit.Http.Response.Headers.CacheControl = "public, max-age=31536000, immutable";
        return Results.Bytes(asset.Contents, asset.Type);
    }

    private static byte[] Read(string resource)
    {
        using Stream stream = Assembly.GetExecutingAssembly().GetManifestResourceStream(resource)!;
        using var buffer = new MemoryStream();
        stream.CopyTo(buffer);
        return buffer.ToArray();
    }

    private sealed record Asset(byte[] Contents, string Type);
}
