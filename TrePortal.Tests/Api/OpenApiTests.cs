using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Tests.Support;
using TrePortal.Web.Api;

namespace TrePortal.Tests.Api;

[Trait("Category", "Integration")]
public sealed partial class OpenApiTests : IAsyncLifetime
{
    private readonly TestWeb _web = new();
    private JsonElement _document;

    public async Task InitializeAsync()
    {
        var text = await _web.Client().GetStringAsync("/openapi/v1.json");
        _document = JsonSerializer.Deserialize<JsonElement>(text);
    }

    public Task DisposeAsync() => _web.DisposeAsync().AsTask();

    [Fact]
    public void Every_endpoint_is_in_the_document_and_the_other_way_round()
    {
        var endpoints =
            from endpoint in _web.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            let address = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
            where address.StartsWith("/api/", StringComparison.Ordinal)
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
            select $"{method} {Constraint().Replace(address, "{$1}").TrimEnd('/')}";
        var described =
            from path in _document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            select $"{operation.Name.ToUpperInvariant()} {path.Name.TrimEnd('/')}";

        Assert.Equal(endpoints.Order(), described.Order());
    }

    [Fact]
    public void It_is_version_3_1_and_knows_the_token() =>
        Assert.True(
            _document.GetProperty("openapi").GetString()!.StartsWith("3.1", StringComparison.Ordinal)
            && _document.GetProperty("components").GetProperty("securitySchemes").TryGetProperty("accessToken", out _));

    [Fact]
    public void Every_operation_has_a_summary_a_success_and_its_refusals()
    {
        var bare =
            from path in _document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            let responses = operation.Value.GetProperty("responses").EnumerateObject().Select(response => response.Name).ToList()
            where !operation.Value.TryGetProperty("summary", out _) || !responses.Exists(status => status[0] == '2') || !responses.Contains("401") || !responses.Contains("404")
            select $"{operation.Name} {path.Name}";

        Assert.Empty(bare);
    }

    [Fact]
    public void The_words_of_every_enum_are_listed()
    {
        var bare = Nodes(_document.GetProperty("components").GetProperty("schemas"), "").Where(found => found.Node.TryGetProperty("items", out var items) && items.ValueKind == JsonValueKind.Object && !items.EnumerateObject().Any())
            .Select(found => found.Path);
        var action = _document.GetProperty("components").GetProperty("schemas").GetProperty("RequestDetails").GetProperty("properties").GetProperty("actions").GetProperty("items");

        Assert.Empty(bare);
        Assert.Contains("reject-finally", action.GetProperty("enum").EnumerateArray().Select(word => word.GetString()));
    }

    [Fact]
    public void The_names_that_a_query_may_have_are_those_of_the_document()
    {
        var taken =
            from endpoint in _web.Services.GetServices<EndpointDataSource>().SelectMany(source => source.Endpoints).OfType<RouteEndpoint>()
            let address = "/" + endpoint.RoutePattern.RawText!.TrimStart('/')
            where address.StartsWith("/api/", StringComparison.Ordinal)
            from method in endpoint.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods ?? []
            select $"{method} {Constraint().Replace(address, "{$1}").TrimEnd('/')}?{string.Join('&', QueryNames.Of(endpoint).All.Order(StringComparer.Ordinal))}";
        var described =
            from path in _document.GetProperty("paths").EnumerateObject()
            from operation in path.Value.EnumerateObject()
            let names = operation.Value.TryGetProperty("parameters", out var all)
                ? all.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == "query").Select(parameter => parameter.GetProperty("name").GetString()) : []
            select $"{operation.Name.ToUpperInvariant()} {path.Name.TrimEnd('/')}?{string.Join('&', names.Order(StringComparer.Ordinal))}";

        Assert.Equal(described.Order(), taken.Order());
    }

    private static IEnumerable<(string Path, JsonElement Node)> Nodes(JsonElement node, string path) => node.ValueKind switch
    {
        JsonValueKind.Object => node.EnumerateObject().SelectMany(member => Nodes(member.Value, $"{path}/{member.Name}")).Prepend((path, node)),
        JsonValueKind.Array => node.EnumerateArray().SelectMany(item => Nodes(item, path + "/-")),
        _ => [],
    };

    [GeneratedRegex(@"\{\**(\w+)(?::[^}]*)?\}")]
    private static partial Regex Constraint();
}
