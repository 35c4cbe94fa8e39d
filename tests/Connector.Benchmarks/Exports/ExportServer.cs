using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Connector.Benchmarks.Exports;

/// <summary>Serves the files of a folder as finished exports. A process of its own, so that its costs are in nobody's figures.</summary>
internal static class ExportServer
{
    /// <summary>Prints the URL and serves until standard input ends. The first step of a path names the export: <c>/shop/logs/v1/export/events.json</c>.</summary>
    public static async Task<int> RunAsync(string folder)
    {
        WebApplicationBuilder builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        await using WebApplication server = builder.Build();
        server.MapGet("/{name}/logs/v1/export/{file}", (string name, string file, HttpResponse response) =>
        {
            response.Headers.ContentEncoding = "gzip";
            string extension = Path.GetExtension(file);
            return Results.File(Path.Combine(folder, Path.GetFileName(name) + extension), extension == ".csv" ? "text/csv" : "application/json");
        });
        await server.StartAsync();
        Console.WriteLine(server.Services.GetRequiredService<IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single());
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
