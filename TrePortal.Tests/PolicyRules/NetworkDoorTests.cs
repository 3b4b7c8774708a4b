using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TrePortal.Tests.Dispensal;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.PolicyRules;

/// <summary>The network that a project is opened from, as it arrives over the wire: directly, through named proxies, or claimed by somebody.</summary>
[Trait("Category", "Integration")]
public sealed class NetworkDoorTests
{
    [Fact]
    public async Task The_address_that_counts_is_the_callers_and_only_named_proxies_can_tell_it()
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, _) = await world.DispensedAsync();
        await AllowAsync(world);
        await using var web = new TestWeb(
            ("Portal:DataRoot", world.Portal.Folder), ("Portal:TrustedProxies:0", "10.0.0.5"), ("Portal:TrustedProxies:1", "::ffff:10.0.0.6"), ("Portal:TrustedProxies:2", "fd00::5"));
        using var carl = await web.ApiAs("carl");
        (string Peer, string? Forwarded, bool Opens, string Why)[] rows =
        [
            ("192.0.2.9", null, true, "comes from an allowed network"),
            ("::ffff:192.0.2.9", null, true, "a socket for both families"),
            ("198.51.100.7", null, false, "comes from another network"),
            ("198.51.100.7", "192.0.2.9", false, "claims to be somebody else"),
            ("::ffff:198.51.100.7", "192.0.2.9", false, "claims it over a socket for both families"),
            ("192.0.2.9", "198.51.100.7", true, "what an unknown peer says counts neither way"),
            ("10.0.0.5", "192.0.2.9", true, "a named proxy tells"),
            ("10.0.0.5", "192.0.2.9:51001", true, "with the port"),
            ("10.0.0.5", "198.51.100.7", false, "a named proxy tells of another network"),
            ("10.0.0.5", null, false, "the proxy itself is not in the network"),
            ("::ffff:10.0.0.5", "192.0.2.9", true, "the proxy over a socket for both families"),
            ("10.0.0.6", "192.0.2.9", true, "a proxy that was named in mapped form"),
            ("10.0.0.5", "::ffff:192.0.2.9", true, "the proxy has a socket for both families"),
            ("fd00::5", "2001:db8:1::7", true, "all in IPv6"),
            ("fd00::6", "2001:db8:1::7", false, "an unknown neighbour of the proxy"),
            ("10.0.0.5", "192.0.2.9, 198.51.100.7", false, "the caller had claimed, the proxy added who it was"),
            ("10.0.0.5", "192.0.2.9, 10.0.0.6", true, "two named proxies in a row"),
            ("10.0.0.5", "192.0.2.9, 198.51.100.7, 10.0.0.6", false, "claimed before the first of two proxies"),
            ("10.0.0.5", "not an address", false, "nonsense"),
        ];

        foreach (var (peer, forwarded, opens, why) in rows)
        {
            Assert.True(await OpensAsync(web, carl, peer, forwarded, project) == opens, $"{peer} {forwarded}: {why}");
        }
    }

    [Theory]
    [InlineData("false")]
    [InlineData("true")]
    public async Task Where_no_proxy_is_named_nobody_is_believed_whatever_the_framework_is_told(string switched)
    {
        await using var world = await DispensalWorld.SmallAsync();
        var (project, _) = await world.DispensedAsync();
        await AllowAsync(world);
        await using var web = new TestWeb(("Portal:DataRoot", world.Portal.Folder), ("ForwardedHeaders_Enabled", switched));
        using var carl = await web.ApiAs("carl");

        Assert.False(await OpensAsync(web, carl, "198.51.100.7", "192.0.2.9", project));
        Assert.True(await OpensAsync(web, carl, "192.0.2.9", null, project));
    }

    private static Task AllowAsync(DispensalWorld world) => world.SetPoliciesAsync(policies => policies with { AllowedNetworks = ["192.0.2.0/24", "2001:db8:1::/48"] });

    private static async Task<bool> OpensAsync(TestWeb web, HttpClient client, string peer, string? forwarded, Domain.Projects.ProjectId project)
    {
        web.Peer = IPAddress.Parse(peer);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"/api/v1/projects/{project}/files");
        if (forwarded is not null)
        {
            request.Headers.TryAddWithoutValidation("X-Forwarded-For", forwarded);
        }

        using var answer = await client.SendAsync(request);
        if (answer.StatusCode == HttpStatusCode.Forbidden)
        {
            Assert.Equal("network", (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("code").GetString());
            return false;
        }

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return true;
    }
}
