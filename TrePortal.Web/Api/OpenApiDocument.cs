using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using TrePortal.Domain.Kernel;

namespace TrePortal.Web.Api;

/// <summary>What the generated document cannot know by itself: the token, the refusals, the headers, ids as text.</summary>
internal static class OpenApiDocument
{
    private const string TokenScheme = "accessToken";

    public static void AddPortalOpenApi(this IServiceCollection services) => services.AddOpenApi("v1", options =>
    {
        options.OpenApiVersion = OpenApiSpecVersion.OpenApi3_1;
        options.ShouldInclude = description => description.RelativePath?.StartsWith("api/v1/", StringComparison.Ordinal) == true;
        options.AddDocumentTransformer((document, context, cancellation) => DescribeAsync(document, context, cancellation));
        options.AddOperationTransformer((operation, context, cancellation) => DescribeAsync(operation, context, cancellation));
        options.AddSchemaTransformer((schema, context, _) =>
        {
            var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
            if (type.GetInterfaces().Any(face => face.IsGenericType && face.GetGenericTypeDefinition() == typeof(IEntityId<>)))
            {
                schema.Type = JsonSchemaType.String;
                schema.Format = "uuid";
                schema.Properties?.Clear();
                schema.Required?.Clear();
            }
            else if (type == typeof(DateTimeOffset))
            {
                schema.Type = JsonSchemaType.String;
                schema.Format = "date-time";
            }
            else if (type == typeof(string))
            {
                schema.Type = JsonSchemaType.String;
            }
            else if (type.IsEnum)
            {
                var mayBeNone = type != context.JsonTypeInfo.Type;
                schema.Type = mayBeNone ? JsonSchemaType.String | JsonSchemaType.Null : JsonSchemaType.String;
                schema.Enum = [.. WordsOf(type), .. mayBeNone ? new JsonNode[] { JsonNullSentinel.JsonNull } : []];
            }
            else if (context.JsonTypeInfo.ElementType is { IsEnum: true } element && schema.Type is { } list && list.HasFlag(JsonSchemaType.Array))
            {
                schema.Items = new OpenApiSchema { Type = JsonSchemaType.String, Enum = [.. WordsOf(element)] };
            }

            return Task.CompletedTask;
        });
    });

    private static IEnumerable<JsonNode> WordsOf(Type type) => EnumWords.All(type).Select(word => JsonValue.Create(word));

    private static async Task DescribeAsync(Microsoft.OpenApi.OpenApiDocument document, OpenApiDocumentTransformerContext context, CancellationToken cancellation)
    {
        document.Info = new()
        {
            Title = "TRE Portal",
            Version = "v1",
            Description = "Everything a person can do or see in the portal, under the same rules. Errors are RFC 9457 problem documents with a stable code.",
        };
        document.Servers = [];
        document.Components ??= new();
        document.Components.SecuritySchemes ??= new Dictionary<string, IOpenApiSecurityScheme>();
        document.Components.SecuritySchemes[TokenScheme] = new OpenApiSecurityScheme
        {
            Type = SecuritySchemeType.Http,
            Scheme = "bearer",
            Description = "A personal access token: trep_ and 43 characters.",
        };
        document.AddComponent("Problem", await context.GetOrCreateSchemaAsync(typeof(ApiProblem), null, cancellation));
        document.Security = [new() { [new OpenApiSecuritySchemeReference(TokenScheme, document)] = [] }];
    }

    private static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var parameters = context.Description.ActionDescriptor.EndpointMetadata.OfType<System.Reflection.MethodInfo>().FirstOrDefault()?
            .GetParameters().Select(parameter => parameter.ParameterType).ToList() ?? [];
        var changes = context.Description.HttpMethod is not "GET" && !context.Description.ActionDescriptor.EndpointMetadata.OfType<OnlyReads>().Any();
        operation.Parameters ??= [];
        if (parameters.Contains(typeof(IfMatch)))
        {
            operation.Parameters.Add(Header("If-Match", "The ETag of the object as it was read.", isRequired: true));
            Refuses(operation, context, 412, "Changed meanwhile");
            Refuses(operation, context, 428, "If-Match is missing");
        }

        if (parameters.Contains(typeof(Paging)))
        {
            operation.Parameters.Add(Query("limit", JsonSchemaType.Integer, "1 to 200, 50 when not given."));
            operation.Parameters.Add(Query("cursor", JsonSchemaType.String, "The nextCursor of the page before."));
        }

        if (context.Description.HttpMethod == "POST")
        {
            operation.Parameters.Add(Header(IdempotencyKeys.Header, "Repeat a call with the same key to get the first answer again.", isRequired: false));
        }

        if (changes)
        {
            Refuses(operation, context, 409, "Not in this state");
        }

        if (operation.RequestBody is not null)
        {
            Refuses(operation, context, 413, "Too large");
            Refuses(operation, context, 415, "Unsupported media type");
        }

        foreach (var (status, title) in new[] { (400, "Malformed"), (401, "Not signed in"), (403, "Forbidden"), (404, "Not found, or not visible"), (422, "Not acceptable"), (429, "Too many"), (500, "The portal failed"), (503, "Not just now") })
        {
            Refuses(operation, context, status, title);
        }

        return Task.CompletedTask;
    }

    private static void Refuses(OpenApiOperation operation, OpenApiOperationTransformerContext context, int status, string title)
    {
        operation.Responses ??= [];
        operation.Responses.TryAdd(status.ToString(System.Globalization.CultureInfo.InvariantCulture), new OpenApiResponse
        {
            Description = title,
            Content = new Dictionary<string, OpenApiMediaType>
            {
                ["application/problem+json"] = new OpenApiMediaType { Schema = new OpenApiSchemaReference("Problem", context.Document) },
            },
        });
    }

    private static OpenApiParameter Header(string name, string description, bool isRequired) => new()
    {
        Name = name,
        In = ParameterLocation.Header,
        Description = description,
        Required = isRequired,
        Schema = new OpenApiSchema { Type = JsonSchemaType.String },
    };

    private static OpenApiParameter Query(string name, JsonSchemaType type, string description) => new()
    {
        Name = name,
        In = ParameterLocation.Query,
        Description = description,
        Schema = new OpenApiSchema { Type = type },
    };
}
