using System.Text;
using Connector.Pages.Parts;
using Microsoft.AspNetCore.Components;
using Microsoft.AspNetCore.Components.Web;

namespace Connector.Pages;

/// <summary>Makes HTML of Razor components.</summary>
internal sealed class PageWriter(IServiceProvider services, ILoggerFactory log)
{
    /// <param name="view">A component; its parameters by name.</param>
    public async Task<string> WriteAsync(Type view, Shell shell, Dictionary<string, object?> parameters)
    {
        await using var renderer = new HtmlRenderer(services, log);
        return await renderer.Dispatcher.InvokeAsync(async () =>
        {
            Microsoft.AspNetCore.Components.Web.HtmlRendering.HtmlRootComponent root = await renderer.RenderComponentAsync<Frame>(ParameterView.FromDictionary(new Dictionary<string, object?>
            {
                [nameof(Frame.Shell)] = shell,
                [nameof(Frame.View)] = view,
                [nameof(Frame.Parameters)] = parameters,
            }));
            return root.ToHtmlString();
        });
    }

    /// <summary>Answers with a page.</summary>
    public async Task AnswerAsync(HttpContext http, int status, Type view, Shell shell, Dictionary<string, object?> parameters)
    {
        byte[] body = Encoding.UTF8.GetBytes(await WriteAsync(view, shell, parameters));
        http.Response.StatusCode = status;
        http.Response.ContentType = "text/html; charset=utf-8";
        http.Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(http.Request.Method))
        {
            await http.Response.Body.WriteAsync(body, http.RequestAborted);
        }
    }
}
