using Microsoft.OpenApi;

namespace Connector.Api.Description;

/// <summary>Describes the API as OpenAPI 3.1, of what the routes declare.</summary>
internal static class ApiDescription
{
    public const string DocumentName = "v1";

    private const string TokenScheme = "token";

    private const string Text = """
        What a running `connector run` can be asked and told.

        **Access.** `connector token create --name NAME --role viewer|operator|admin` prints a token, which goes into `Authorization: Bearer TOKEN`.
        A viewer reads; an operator also syncs, backfills, retries and pauses; an admin also edits the config, erases profiles, makes and revokes
        tokens and reads the audit. Every change is audited under the token's name.

        **Lists** come in pages: `{"items": [..], "next": ".."}`. `next` is opaque; give it as `after`, with the same other parameters, for the
        page that follows; null is the end. A parameter that is not known is refused, so that a slip never widens a list.

        **Times** are ISO 8601 in UTC. **Errors** are problem details (RFC 9457): `type` is for programs, `detail` for people. A body may have 1 MiB.
        """;

    /// <summary>The headings of operations, in their order.</summary>
    private static readonly (string Name, string Description)[] Areas =
    [
        (Api.Areas.Integrations, "What is read, when, and how far."),
        (Api.Areas.Config, "The files of integrations: look, check, try, replace."),
        (Api.Areas.Runs, "Syncs, backfills, imports and retries, past and present."),
        (Api.Areas.Profiles, "Customers."),
        (Api.Areas.Goals, "What they did."),
        (Api.Areas.Rejects, "Records that a rule refused, kept whole."),
        (Api.Areas.Access, "Tokens, and who changed what."),
        (Api.Areas.Service, "How the service itself is."),
    ];

    public static void AddDescription(this IServiceCollection services) => services.AddOpenApi(DocumentName, options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.AddOperationTransformer((operation, context, _) =>
        {
            Describe(operation, context.Description.ActionDescriptor.EndpointMetadata.OfType<Route>().Single(), context.Document!);
            return Task.CompletedTask;
        });
        options.AddDocumentTransformer((document, _, _) =>
        {
            document.Info = new OpenApiInfo { Title = "Connector", Version = DocumentName, Description = Text };
            document.Servers = [];
            document.Tags = new HashSet<OpenApiTag>(Areas.Select(area => new OpenApiTag { Name = area.Name, Description = area.Description }));
            document.AddComponent(TokenScheme, new OpenApiSecurityScheme
            {
                Type = SecuritySchemeType.Http,
                Scheme = "bearer",
                Description = "A token that `connector token create` printed.",
            });
            return Task.CompletedTask;
        });
    });

    private static void Describe(OpenApiOperation operation, Route route, OpenApiDocument document)
    {
        operation.OperationId = route.Name;
        operation.Summary = route.Summary;
        operation.Description = route.Role is { } role
            ? $"{route.Details}\n\nNeeds the role `{Core.Access.RoleWords.Name(role)}`.".TrimStart('\n')
            : $"{route.Details}\n\nNeeds no token.".TrimStart('\n');
        operation.Tags = new HashSet<OpenApiTagReference> { new(route.Area, document) };
        operation.Parameters = [.. route.Parameters.Select(parameter => Describe(parameter, document))];
        operation.RequestBody = route.Body is null ? null : Describe(route.Body, document);
        operation.Responses = [];
        foreach (Answer answer in route.Answers.Concat(Problems.Of(route)).OrderBy(answer => answer.Status))
        {
            operation.Responses.Add(answer.Status.ToString(), Refer(answer, document));
        }

        // An empty requirement: no token, rather than what holds for the document.
        operation.Security = route.Role is null ? [] : [new OpenApiSecurityRequirement { [new OpenApiSecuritySchemeReference(TokenScheme, document)] = [] }];
    }

    private static OpenApiParameter Describe(Parameter parameter, OpenApiDocument document) => new()
    {
        Name = parameter.Name,
        In = parameter.In,
        Required = parameter.Required,
        Description = parameter.Shape.Description,
        Schema = Schemas.Of(parameter.Shape with { Description = null }, document),
    };

    private static OpenApiRequestBody Describe(Body body, OpenApiDocument document) => new()
    {
        Description = body.Description,
        Required = body.Required,
        Content = body.MediaTypes.ToDictionary(
            type => type,
            _ => new OpenApiMediaType { Schema = Schemas.Of(body.Shape, document) },
            StringComparer.Ordinal),
    };

    private static IOpenApiResponse Refer(Answer answer, OpenApiDocument document)
    {
        if (answer.Name is null)
        {
            return Describe(answer, document);
        }

        if (document.Components?.Responses?.ContainsKey(answer.Name) is not true)
        {
            document.AddComponent(answer.Name, Describe(answer, document));
        }

        return new OpenApiResponseReference(answer.Name, document);
    }

    private static OpenApiResponse Describe(Answer answer, OpenApiDocument document) => new()
    {
        Description = answer.Description,
        Content = answer.Shape is null ? null : new Dictionary<string, OpenApiMediaType>(StringComparer.Ordinal)
        {
            [answer.MediaType] = new OpenApiMediaType { Schema = Schemas.Of(answer.Shape, document) },
        },
        Headers = answer.Headers.Count == 0 ? null : answer.Headers.ToDictionary(
            header => header.Name,
            IOpenApiHeader (header) => new OpenApiHeader { Description = header.Description, Schema = new OpenApiSchema { Type = JsonSchemaType.String } },
            StringComparer.Ordinal),
    };
}
