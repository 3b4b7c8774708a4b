using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.EntityFrameworkCore;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Api;

/// <summary>
/// Bad calls of the API (B121 to B138 of the reliability plan): refused with a problem document, without effect, never
/// with a failure of the portal.
/// </summary>
/// <remarks>
/// Elsewhere: B123 (30 MB and a byte) and B124 (broken chunks, two lengths) in <see cref="WireTests"/>, B129 (a key with
/// another body) in <see cref="RepeatedCallTests"/> and <see cref="FrameTests"/>, B137's expired, revoked and disabled
/// people's tokens in the tests of tokens and in <see cref="FrameTests"/>. B138 is audited where the key is somebody's:
/// whoever sends nobody's key has no name to write down, and could fill the log.
/// </remarks>
[Trait("Category", "Integration")]
public sealed class BodyTests(BodyTests.Portal portal) : IClassFixture<BodyTests.Portal>
{
    private const string Requests = "/api/v1/requests";

    public static TheoryData<string, string, string, int> Bodies => new()
    {
        { "B121 no body", "POST /requests", "", 400 },
        { "B121 empty object", "POST /requests", "{}", 400 },
        { "B121 array", "POST /requests", "[]", 400 },
        { "B121 null", "POST /requests", "null", 400 },
        { "B121 empty decision", "POST decision", "{}", 400 },
        { "B125 isApproved", "PATCH request", """{"title":"x","isApproved":true}""", 400 },
        { "B125 ownerId", "PATCH request", """{"title":"x","ownerId":"019cadc6-9a80-7698-89e4-98e7fe3928e5"}""", 400 },
        { "B125 state", "PATCH request", """{"title":"x","state":"approved"}""", 400 },
        { "B125 treId", "PATCH request", """{"title":"x","treId":"tre-other"}""", 400 },
        { "B125 collaborators", "PATCH request", """{"title":"x","collaborators":["carl"]}""", 400 },
        { "B125 approved by the decider", "POST decision", """{"version":1,"outcome":"approve","reviewer":"remo"}""", 400 },
        { "B126 cohort of nobody", "PATCH request", """{"cohort":{"savedCohort":"019cadc6-9a80-7698-89e4-98e7fe3928e5"}}""", 422 },
        { "B126 id is a number", "PATCH request", """{"cohort":{"savedCohort":0}}""", 400 },
        { "B126 id is a word", "PATCH request", """{"cohort":{"savedCohort":"1 or 1=1"}}""", 400 },
        { "B126 array of ids", "PATCH request", """{"cohort":{"savedCohort":["019cadc6-9a80-7698-89e4-98e7fe3928e5"]}}""", 400 },
        { "B126 version below all", "POST decision", """{"version":-1,"outcome":"approve"}""", 412 },
        { "B126 version beyond numbers", "POST decision", """{"version":9223372036854775808,"outcome":"approve"}""", 400 },
        { "B127 number", "POST decision", """{"version":1,"outcome":1}""", 400 },
        { "B127 number as text", "POST decision", """{"version":1,"outcome":"1"}""", 400 },
        { "B127 999", "POST decision", """{"version":1,"outcome":999}""", 400 },
        { "B127 other case", "POST decision", """{"version":1,"outcome":"Approve"}""", 400 },
        { "B127 capitals", "POST decision", """{"version":1,"outcome":"APPROVE"}""", 400 },
        { "B127 empty", "POST decision", """{"version":1,"outcome":""}""", 400 },
        { "B127 null", "POST decision", """{"version":1,"outcome":null}""", 400 },
        { "B127 other word", "POST decision", """{"version":1,"outcome":"maybe"}""", 400 },
        { "B128 far past", "PATCH request", """{"startsOn":"0001-01-01"}""", 422 },
        { "B128 far future", "PATCH request", """{"endsOn":"9999-12-31"}""", 422 },
        { "B128 no such day", "PATCH request", """{"startsOn":"2026-02-30"}""", 400 },
        { "B128 a time for a day", "PATCH request", """{"startsOn":"2026-04-01T00:00:00Z"}""", 400 },
        { "B128 no zone", "POST read mark", """{"until":"2026-04-01T00:00:00"}""", 400 },
        { "B128 no time", "POST read mark", """{"until":"2026-04-01"}""", 400 },
        { "B135 5,000 collaborators", "PATCH request", $$"""{"collaborators":[{{string.Join(',', Enumerable.Range(0, 5_000).Select(number => $"\"p{number}@example.org\""))}}]}""", 400 },
        { "B136 only control characters", "POST message", """{"text":"\u0001\u0002\u0003"}""", 422 },
        { "B136 NUL", "POST message", """{"text":"a\u0000b"}""", 400 },
        { "B136 turned round", "POST message", """{"text":"pay \u202Eeb ot ton\u202C"}""", 422 },
        { "B136 isolated", "POST message", """{"text":"\u2067abc\u2069"}""", 422 },
        { "B136 only spaces", "POST message", """{"text":" \t\n"}""", 422 },
        { "B136 half a character", "POST message", """{"text":"\uD800"}""", 400 },
    };

    [Theory]
    [MemberData(nameof(Bodies))]
    public async Task A_bad_body_is_refused_and_changes_nothing(string name, string call, string body, int status)
    {
        Assert.StartsWith("B1", name, StringComparison.Ordinal);
        var before = await portal.TraceAsync();

        using var answer = await portal.SendAsync(call, new StringContent(body, Encoding.UTF8, "application/json"));

        await IsRefusedAsync(answer, status);
        Assert.Equal(before, await portal.TraceAsync());
    }

    [Theory]
    [InlineData("B122 text", "text/plain")]
    [InlineData("B122 form", "application/x-www-form-urlencoded")]
    [InlineData("B122 utf-7", "application/json; charset=utf-7")]
    [InlineData("B122 none", null)]
    public async Task Another_type_of_content_is_415(string name, string? type)
    {
        Assert.StartsWith("B122", name, StringComparison.Ordinal);
        var content = new ByteArrayContent("""{"environment":"tre-heart"}"""u8.ToArray());
        content.Headers.ContentType = type is null ? null : MediaTypeHeaderValue.Parse(type);
        var before = await portal.TraceAsync();

        using var answer = await portal.SendAsync("POST /requests", content);

        await IsRefusedAsync(answer, 415);
        Assert.Equal(before, await portal.TraceAsync());
    }

    [Theory]
    [InlineData("B126 0", "0")]
    [InlineData("B126 -1", "-1")]
    [InlineData("B126 2^63", "9223372036854775808")]
    [InlineData("B126 somebody else's", "019cadc6-9a80-7698-89e4-98e7fe3928e5")]
    [InlineData("B126 1 or 1=1", "1%20or%201=1")]
    [InlineData("B126 array", "%5B%22019cadc6-9a80-7698-89e4-98e7fe3928e5%22%5D")]
    [InlineData("B126 braces", "%7B019cadc6-9a80-7698-89e4-98e7fe3928e5%7D")]
    public async Task An_id_that_is_none_is_404(string name, string id)
    {
        Assert.StartsWith("B126", name, StringComparison.Ordinal);

        using var answer = await portal.Otto.GetAsync($"{Requests}/{id}");

        await IsRefusedAsync(answer, 404);
    }

    [Fact]
    public async Task B126_ten_thousand_ids_are_too_many()
    {
        var ids = Enumerable.Range(0, 10_000).Select(number => new { id = string.Create(CultureInfo.InvariantCulture, $"c{number}") });

        using var answer = await portal.SendAsync("PATCH request", new StringContent(JsonSerializer.Serialize(new { collections = ids }), Encoding.UTF8, "application/json"));

        await IsRefusedAsync(answer, 422);
    }

    [Theory]
    [InlineData("B130 missing", null, 428)]
    [InlineData("B130 empty", "", 428)]
    [InlineData("B130 stale", "\"0\"", 412)]
    [InlineData("B130 any", "*", 412)]
    [InlineData("B130 weak", "W/\"1\"", 412)]
    [InlineData("B130 other words", "\"one\"", 412)]
    public async Task A_change_that_saw_another_version_is_refused(string name, string? seen, int status)
    {
        Assert.StartsWith("B130", name, StringComparison.Ordinal);
        var before = await portal.TraceAsync();
        using var message = new HttpRequestMessage(HttpMethod.Patch, $"{Requests}/{portal.Draft}") { Content = new StringContent("""{"title":"Other"}""", Encoding.UTF8, "application/json") };
        if (seen is not null)
        {
            message.Headers.TryAddWithoutValidation("If-Match", seen);
        }

        using var answer = await portal.Otto.SendAsync(message);

        await IsRefusedAsync(answer, status);
        Assert.Equal(before, await portal.TraceAsync());
    }

    [Theory]
    [InlineData("B131 TRACE", "TRACE")]
    [InlineData("B131 PROPFIND", "PROPFIND")]
    [InlineData("B131 PUT", "PUT")]
    public async Task Another_method_is_405(string name, string method)
    {
        Assert.StartsWith("B131", name, StringComparison.Ordinal);
        using var message = new HttpRequestMessage(new HttpMethod(method), $"{Requests}/{portal.Draft}");

        using var answer = await portal.Otto.SendAsync(message);

        await IsRefusedAsync(answer, 405);
    }

    [Theory]
    [InlineData("X-HTTP-Method-Override")]
    [InlineData("X-HTTP-Method")]
    [InlineData("X-Method-Override")]
    public async Task B131_a_header_does_not_change_the_method(string header)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, $"{Requests}/{portal.Draft}");
        message.Headers.Add(header, "DELETE");
        message.Headers.TryAddWithoutValidation("If-Match", "\"1\"");

        using var answer = await portal.Otto.SendAsync(message);

        await IsRefusedAsync(answer, 405);
        Assert.Equal(HttpStatusCode.OK, (await portal.Otto.GetAsync($"{Requests}/{portal.Draft}")).StatusCode);
    }

    [Theory]
    [InlineData("B132 twice", "limit=1&limit=2", 400)]
    [InlineData("B132 twice in other letters", "limit=1&LIMIT=2", 400)]
    [InlineData("B132 below all", "limit=-1", 422)]
    [InlineData("B132 beyond numbers", "limit=1e9", 422)]
    [InlineData("B132 twice another", "role=owner&role=collaborator", 400)]
    [InlineData("B132 state twice", "state=approved&state=draft", 400)]
    [InlineData("B132 cursor", "cursor=password", 422)]
    [InlineData("B132 page", "page=-1", 400)]
    [InlineData("B132 page size", "pageSize=1000000000", 400)]
    [InlineData("B132 sort", "sort=password", 400)]
    [InlineData("B132 without a name", "=1", 400)]
    public async Task A_query_that_cannot_be_is_refused(string name, string query, int status)
    {
        Assert.StartsWith("B132", name, StringComparison.Ordinal);

        using var answer = await portal.Otto.GetAsync($"{Requests}?{query}");

        await IsRefusedAsync(answer, status);
    }

    [Theory]
    [InlineData("text/html")]
    [InlineData("application/xml")]
    [InlineData("image/png")]
    public async Task B133_whatever_is_accepted_the_answer_is_json(string accept)
    {
        using var message = new HttpRequestMessage(HttpMethod.Get, $"{Requests}/{portal.Draft}");
        message.Headers.Accept.ParseAdd(accept);

        using var answer = await portal.Otto.SendAsync(message);

        Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.NotAcceptable, $"{(int)answer.StatusCode}");
        Assert.EndsWith("json", answer.Content.Headers.ContentType!.MediaType, StringComparison.Ordinal);
    }

    [Fact]
    public async Task B134_a_packed_body_is_not_unpacked()
    {
        using var packed = new MemoryStream();
        await using (var gzip = new GZipStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            await gzip.WriteAsync(new byte[20_000_000]);
        }

        var content = new ByteArrayContent(packed.ToArray());
        content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        content.Headers.ContentEncoding.Add("gzip");

        using var answer = await portal.SendAsync("POST /requests", content);

        await IsRefusedAsync(answer, 415);
    }

    [Theory]
    [InlineData("B135 the owner", "otto", 422)]
    [InlineData("B135 by e-mail", "otto@example.org", 422)]
    [InlineData("B135 nobody", "nobody@example.org", 422)]
    public async Task A_collaborator_who_cannot_be_one_is_refused(string name, string person, int status)
    {
        Assert.StartsWith("B135", name, StringComparison.Ordinal);
        var before = await portal.TraceAsync();
        using var message = new HttpRequestMessage(HttpMethod.Put, $"{Requests}/{portal.Draft}/collaborators/{Uri.EscapeDataString(person)}");
        message.Headers.TryAddWithoutValidation("If-Match", "\"1\"");

        using var answer = await portal.Otto.SendAsync(message);

        await IsRefusedAsync(answer, status);
        Assert.Equal(before, await portal.TraceAsync());
    }

    [Fact]
    public async Task B135_a_reviewer_does_not_invite_themselves()
    {
        using var message = new HttpRequestMessage(HttpMethod.Put, $"{Requests}/{portal.Submitted}/collaborators/remo");
        message.Headers.TryAddWithoutValidation("If-Match", "\"2\"");

        using var answer = await portal.Remo.SendAsync(message);

        Assert.True(answer.StatusCode is HttpStatusCode.Forbidden or HttpStatusCode.Conflict or HttpStatusCode.PreconditionFailed, $"{(int)answer.StatusCode}");
    }

    [Theory]
    [InlineData(false, 422)]
    [InlineData(true, 413)]
    public async Task B136_a_message_of_a_megabyte_is_refused(bool withKey, int status)
    {
        using var message = new HttpRequestMessage(HttpMethod.Post, $"{Requests}/{portal.Submitted}/messages")
        {
            Content = new StringContent($$"""{"text":"{{new string('x', 1_100_000)}}"}""", Encoding.UTF8, "application/json"),
        };
        if (withKey)
        {
            message.Headers.Add("Idempotency-Key", "large");
        }

        using var answer = await portal.Remo.SendAsync(message);

        await IsRefusedAsync(answer, status);
    }

    [Theory]
    [InlineData("B137 alg none", "eyJhbGciOiJub25lIn0.eyJzdWIiOiJvdHRvIn0.")]
    [InlineData("B137 unsigned", "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJvdHRvIn0.x")]
    [InlineData("B137 other audience", "ghp_0123456789012345678901234567890123456789")]
    [InlineData("B137 nobody's", "trep_0000000000000000000000000000000000000000000")]
    [InlineData("B137 too long", "trep_00000000000000000000000000000000000000000000000000000000")]
    public async Task A_token_that_is_not_ours_is_401(string name, string token)
    {
        Assert.StartsWith("B137", name, StringComparison.Ordinal);
        using var message = new HttpRequestMessage(HttpMethod.Get, $"{Requests}/{portal.Draft}");
        message.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);

        using var answer = await portal.Web.Client().SendAsync(message);

        await IsRefusedAsync(answer, 401);
    }

    [Theory]
    [InlineData("api_key")]
    [InlineData("apikey")]
    [InlineData("key")]
    [InlineData("token")]
    [InlineData("access_token")]
    public async Task B138_a_key_in_the_address_is_401(string name)
    {
        using var answer = await portal.Otto.GetAsync($"{Requests}?{name}=x");

        await IsRefusedAsync(answer, 401);
    }

    [Theory]
    [InlineData("token")]
    [InlineData("secret")]
    public async Task B138_a_good_key_in_the_address_is_revoked_and_written_down(string name)
    {
        var key = await portal.Web.TokenAsync("otto");
        using var client = portal.Web.ApiWith(key);
        Assert.Equal(HttpStatusCode.OK, (await client.GetAsync(Requests)).StatusCode);

        using var answer = await portal.Web.Client().GetAsync($"{Requests}?{name}={key}");

        await IsRefusedAsync(answer, 401);
        await IsRefusedAsync(await client.GetAsync(Requests), 401);
        var told = await portal.Otto.GetStringAsync("/api/v1/audit?limit=5");
        Assert.Contains("access-token-exposed", told, StringComparison.Ordinal);
        Assert.DoesNotContain(key, told, StringComparison.Ordinal);
    }

    private static async Task IsRefusedAsync(HttpResponseMessage answer, int status)
    {
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True((int)answer.StatusCode == status, $"{(int)answer.StatusCode}, not {status}: {text}");
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.DoesNotContain("Exception", text, StringComparison.Ordinal);
    }

    /// <summary>One draft of otto's, one submitted request, and reviewers.</summary>
    public sealed class Portal : IAsyncLifetime
    {
        private RequestWorld _world = null!;

        internal TestWeb Web { get; private set; } = null!;

        internal HttpClient Otto { get; private set; } = null!;

        internal HttpClient Remo { get; private set; } = null!;

        internal Guid Draft { get; private set; }

        internal Guid Submitted { get; private set; }

        public async Task InitializeAsync()
        {
            _world = await RequestWorld.CreateAsync();
            Draft = (await _world.DraftAsync()).Value;
            Submitted = (await _world.SubmittedAsync()).Value;
            Web = new TestWeb(("Portal:DataRoot", _world.Portal.Folder));
            (Otto, Remo) = (await Web.ApiAs("otto"), await Web.ApiAs("remo"));
        }

        public async Task DisposeAsync()
        {
            await Web.DisposeAsync();
            await _world.DisposeAsync();
        }

        internal async Task<HttpResponseMessage> SendAsync(string call, HttpContent content)
        {
            var (client, method, address) = call switch
            {
                "POST /requests" => (Otto, HttpMethod.Post, Requests),
                "PATCH request" => (Otto, HttpMethod.Patch, $"{Requests}/{Draft}"),
                "POST decision" => (Remo, HttpMethod.Post, $"{Requests}/{Submitted}/steps/data/decision"),
                "POST message" => (Remo, HttpMethod.Post, $"{Requests}/{Submitted}/messages"),
                "POST read mark" => (Remo, HttpMethod.Post, $"{Requests}/{Submitted}/messages/read"),
                _ => throw new ArgumentException(call, nameof(call)),
            };
            using var message = new HttpRequestMessage(method, address) { Content = content };
            if (method == HttpMethod.Patch)
            {
                message.Headers.TryAddWithoutValidation("If-Match", "\"1\"");
            }

            return await client.SendAsync(message);
        }

        internal Task<string> TraceAsync() => _world.Portal.Look(async db => string.Join('\n',
            (await db.Set<AccessRequest>().AsNoTracking().OrderBy(row => row.Id).ToListAsync()).Select(row => $"{row.Id} {row.Version} {row.State} {row.Title} {row.Decisions.Count}")
            .Append($"{await db.Set<RequestMessage>().CountAsync()} messages")));
    }
}
