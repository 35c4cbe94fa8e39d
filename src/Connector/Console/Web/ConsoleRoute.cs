using Connector.Core.Access;

namespace Connector.Pages;

/// <summary>One address of the console, declared once: what is mapped, who may use it, and what the tests try with every role come from here.</summary>
/// <param name="Path">As ASP.NET writes it: <c>/runs/{id}</c>.</param>
/// <param name="Role">The least role that may use it; null: anybody, signed in or not.</param>
/// <param name="Handle">Answers a visit whose visitor may make it and whose form is one of ours.</param>
internal sealed record ConsoleRoute(string Method, string Path, Role? Role, Func<Visit, Task<IResult>> Handle)
{
    public static ConsoleRoute Get(string path, Role? role, Func<Visit, Task<IResult>> handle) => new(HttpMethods.Get, path, role, handle);

    public static ConsoleRoute Post(string path, Role? role, Func<Visit, Task<IResult>> handle) => new(HttpMethods.Post, path, role, handle);
}

/// <summary>The addresses of one subject.</summary>
internal interface IConsoleRoutes
{
    IEnumerable<ConsoleRoute> All { get; }
}
