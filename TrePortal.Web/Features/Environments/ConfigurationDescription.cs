using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;

namespace TrePortal.Web.Features.Environments;

/// <summary>What the OpenAPI document says of the configuration file: it is read by a reader of its own, so no type tells.</summary>
internal static class ConfigurationDescription
{
    /// <summary>A small configuration that a draft takes as it is.</summary>
    private const string Example = """
        {
          "format": "tre-portal/environment-configuration",
          "version": 1,
          "details": { "name": "Liver outcomes", "description": "Ten years after transplantation.", "contact": "data@example.org", "keywords": ["liver"], "categories": ["Registry"] },
          "region": "eu-north",
          "policies": { "tier": "standard", "mayPreview": true, "maximumCollaborators": 10, "allowedNetworks": ["192.0.2.0/24"] },
          "termsOfUse": "Publish no number below ten.",
          "pipeline": {
            "mode": "sequential",
            "steps": [
              { "id": "ethics", "name": "Ethics", "description": "Is the purpose in the public interest?", "quorum": 1 },
              { "id": "data", "name": "Data access", "description": "", "quorum": 2, "remindAfterDays": 14 }
            ]
          },
          "showcase": "none"
        }
        """;

    private static readonly (string Name, JsonSchemaType Type, bool IsRequired, string Text)[] Members =
    [
        ("format", JsonSchemaType.String, true, "Always tre-portal/environment-configuration."),
        ("version", JsonSchemaType.Integer, true, "Of the format: 1."),
        ("details", JsonSchemaType.Object, true, "name, description (Markdown), contact, keywords, categories."),
        ("region", JsonSchemaType.String, true, "Where the data are kept."),
        ("policies", JsonSchemaType.Object, true, "The members of the policies, without version and termsVersion; those left out have their defaults."),
        ("pipeline", JsonSchemaType.Object, true, "mode (parallel, sequential) and steps in order: id, name, description, quorum, remindAfterDays (left out for no reminder)."),
        ("termsOfUse", JsonSchemaType.String, false, "Markdown; left out for none."),
        ("showcase", JsonSchemaType.String, false, "curated, inventory or none; left out when it was never chosen."),
        ("documents", JsonSchemaType.Array, false, "In order: title, fileName, sha256, content in base 64. Left out, the documents stay."),
        ("people", JsonSchemaType.Object, false, "admins and authorizedUsers (name, until), reviewers (step, name): people by user name, organizations by handle. They are added, nobody is removed."),
    ];

    public static Task DescribeAsync(OpenApiOperation operation, OpenApiOperationTransformerContext context, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var content = new Dictionary<string, OpenApiMediaType> { ["application/json"] = new() { Schema = Schema(), Example = JsonNode.Parse(Example) } };
        if (operation.RequestBody is OpenApiRequestBody body)
        {
            (body.Content, body.Required) = (content, true);
        }
        else if (operation.Responses?["200"] is OpenApiResponse answer)
        {
            answer.Content = content;
        }

        return Task.CompletedTask;
    }

    private static OpenApiSchema Schema() => new()
    {
        Type = JsonSchemaType.Object,
        Required = Members.Where(member => member.IsRequired).Select(member => member.Name).ToHashSet(),
        AdditionalPropertiesAllowed = false,
        Properties = Members.ToDictionary(member => member.Name, member => (IOpenApiSchema)new OpenApiSchema
        {
            Type = member.Type,
            Description = member.Text,
            Items = member.Type == JsonSchemaType.Array ? new OpenApiSchema { Type = JsonSchemaType.Object } : null,
        }),
    };
}
