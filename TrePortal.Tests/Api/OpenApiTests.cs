using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Api;

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

    [GeneratedRegex(@"\{\**(\w+)(?::[^}]*)?\}")]
    private static partial Regex Constraint();
}
