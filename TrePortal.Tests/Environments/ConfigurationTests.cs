using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Environments;

[Trait("Category", "Integration")]
public sealed class ConfigurationTests
{
    private const string Handle = AdminWorld.Handle;
    private const string Other = "tre-other";

    private const string Plain = """
        {
          "format": "tre-portal/environment-configuration",
          "version": 1,
          "details": { "name": "N", "description": "d", "contact": "c", "keywords": [], "categories": [] },
          "region": "eu-north",
          "policies": { "tier": "standard" },
          "pipeline": { "mode": "parallel", "steps": [] }
        }
        """;

    public static TheoryData<string, string, string> Mistakes => new()
    {
        { "\"region\"", "\"colour\": 1, \"region\"", "$.colour" },
        { "\"region\": \"eu-north\"", "\"region\": \"eu-north\", \"region\": \"eu-south\"", "$" },
        { "\"region\": \"eu-north\",", "", "$" },
        { "\"name\": \"N\"", "\"name\": 5", "$.details.name" },
        { "\"keywords\": []", "\"keywords\": [null]", "$.details.keywords" },
        { "\"name\": \"N\"", "\"name\": \" \"", "$.details.name" },
        { "\"mode\": \"parallel\"", "\"mode\": \"both\"", "$.pipeline.mode" },
        { "\"steps\": []", "\"steps\": [{ \"id\": \"UP\", \"name\": \"n\", \"description\": \"\", \"quorum\": 1 }]", "$.pipeline.steps[0].id" },
        { "\"steps\": []", "\"steps\": [{ \"id\": \"a\", \"name\": \"n\", \"description\": \"\", \"quorum\": 99 }]", "$.pipeline.steps[0].quorum" },
        { "\"steps\": []", "\"steps\": [{ \"id\": \"a\", \"name\": \"n\", \"description\": \"\", \"quorum\": 1, \"remindAfterDays\": 0 }]", "$.pipeline.steps[0].remindAfterDays" },
        { "\"tier\": \"standard\"", "\"tier\": \"standard\", \"version\": 3", "$.policies" },
        { "\"tier\": \"standard\"", "\"tier\": \"loose\"", "$.policies.tier" },
        { "\"version\": 1", "\"version\": 2", "$.version" },
        { "environment-configuration", "something", "$.format" },
        { "\"region\": \"eu-north\"", "\"region\": \"!\"", "$.region" },
        { "\"region\"", "\"documents\": [{ \"title\": \"t\", \"fileName\": \"a.txt\", \"sha256\": \"00\", \"content\": \"YQ==\" }], \"region\"", "$.documents[0].sha256" },
        { "\"region\"", "\"documents\": [{ \"title\": \"t\", \"fileName\": \"a.exe\", \"sha256\": \"00\", \"content\": \"YQ==\" }], \"region\"", "$.documents[0]" },
        { "{\n", "[\n", "$" },
    };

    [Theory]
    [MemberData(nameof(Mistakes))]
    public async Task A_file_with_a_mistake_is_refused_with_its_place_and_changes_nothing(string part, string mistake, string path)
    {
        await using var world = await AdminWorld.CreateAsync();
        var before = await ExportAsync(world, Handle, people: true);
        Assert.Contains(part, Plain, StringComparison.Ordinal);

        var refused = await ImportAsync(world, Handle, Plain.Replace(part, mistake, StringComparison.Ordinal));

        Assert.StartsWith(path, refused.ToResult().MustRefuse<Invalid>().Problems[0].Field, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(before, await ExportAsync(world, Handle, people: true));
    }

    [Fact]
    public async Task What_was_exported_is_the_same_after_it_was_imported_elsewhere()
    {
        await using var world = await AdminWorld.CreateAsync();
        await CreateOtherAsync(world);
        foreach (var seed in Enumerable.Range(1, 25))
        {
            await ImportAsync(world, Handle, Some(new Random(seed)));
            var exported = await ExportAsync(world, Handle, people: true);

            (await ImportAsync(world, Other, exported)).MustBeOk();

            Assert.Equal(exported, await ExportAsync(world, Other, people: true));
        }
    }

    [Fact]
    public async Task People_that_cannot_be_matched_have_a_line_and_the_rest_is_done()
    {
        await using var world = await AdminWorld.CreateAsync();
        var people = "\"people\": { \"admins\": [\"rex\", \"nobody\"], \"authorizedUsers\": [{ \"name\": \"org-north\" }, { \"name\": \"org-never\" }, { \"name\": \"roy\", \"until\": \"2027-01-31\" }], "
            + "\"reviewers\": [{ \"step\": \"one\", \"name\": \"roy\" }, { \"step\": \"one\", \"name\": \"sam\" }] }, \"region\"";
        var file = Plain.Replace("\"region\"", people, StringComparison.Ordinal).Replace("\"steps\": []", "\"steps\": [{ \"id\": \"one\", \"name\": \"One\", \"description\": \"\", \"quorum\": 1 }]", StringComparison.Ordinal);

        var outcome = (await ImportAsync(world, Handle, file)).MustBeOk();

        Assert.Equal(
            ["$.people.admins[1]", "$.people.authorizedUsers[1]", "$.people.reviewers[1]"],
            outcome.Lines.Where(line => !line.IsDone).Select(line => line.Path));
        Assert.Equal(["roy"], (await world.FindAsync())!.Steps.Single().Reviewers.Select(person => person.UserName));
    }

    [Fact]
    public async Task A_copy_has_everything_but_the_data_and_the_people_and_is_not_public()
    {
        await using var world = await AdminWorld.InAsync(EnvironmentState.Active);
        (await world.Environments(commands => commands.ShowAsync(Handle, Visibility.Public, null, default))).MustBeOk();

        var asked = new NewEnvironment(Other, "Other", world.Organization, "eu-south");
        (await world.Portal.Do<ConfigurationCommands, Result<ConfigurationOutcome>>(commands => commands.CopyAsync(Handle, asked, withPeople: false, default))).MustBeOk();

        var reader = await world.Portal.ActorAsync();
        var copy = (await world.Portal.Do<IEnvironmentAdminQueries, EnvironmentForAdmin?>(queries => queries.FindAsync(Other, reader, default)))!;
        Assert.Equal((EnvironmentState.Draft, Visibility.Restricted, "Other", "eu-south"), (copy.State, copy.Visibility, copy.Details.Name, copy.Region));
        Assert.Equal(("What it is", "ethics", 0, 1), (copy.Details.Description, copy.Steps.Single().Id, copy.Steps.Single().Reviewers.Count, copy.Members.Admins));
        Assert.Null(copy.PendingVersion);
        var withPeople = await world.Portal.Do<ConfigurationCommands, Result<ConfigurationOutcome>>(commands => commands.CopyAsync(Handle, asked with { Handle = "tre-third" }, withPeople: true, default));
        Assert.All(withPeople.MustBeOk().Lines, line => Assert.True(line.IsDone, line.Message));
        world.Portal.As(world.OrgAdmin);
        Assert.IsType<Forbidden>((await world.Portal.Do<ConfigurationCommands, Result<ConfigurationOutcome>>(commands => commands.CopyAsync(Handle, asked with { Handle = "tre-fourth" }, withPeople: true, default))).Error);
    }

    [Fact]
    public async Task The_api_exports_imports_and_keeps_documents_out_of_the_browsers_reach()
    {
        await using var web = new TestWeb();
        await web.PersonAsync("ada");
        await web.PersonAsync("sam");
        (await web.AsOperator<OrganizationCommands, Result<OrganizationId>>(commands => commands.CreateAsync("org-north", "North", "ada", default))).MustBeOk();
        (await web.AsOperator<OrganizationCommands, Result>(commands => commands.SetMemberAsync("org-north", "ada", MemberLevel.Admin, true, null, default))).MustBeOk();
        using var ada = await web.ApiAs("ada");
        using var sam = await web.ApiAs("sam");
        const string Root = "/api/v1/environments/tre-one";
        await ada.PostAsJsonAsync("/api/v1/environments", new { handle = "tre-one", name = "One", organization = "org-north", region = "eu-north" });

        using var form = new MultipartFormDataContent { { new ByteArrayContent("# Notes"u8.ToArray()), "files", "notes.md" } };
        var added = await ada.PostAsync(Root + "/documents?title=Notes", form);
        Assert.Equal(HttpStatusCode.Created, added.StatusCode);
        using var page = new MultipartFormDataContent { { new ByteArrayContent("<p>"u8.ToArray()), "files", "page.html" } };
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await ada.PostAsync(Root + "/documents", page)).StatusCode);
        var content = await ada.GetAsync(added.Headers.Location + "/content");
        Assert.Equal("default-src 'none'; sandbox", content.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Equal("nosniff", content.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("attachment", content.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal(HttpStatusCode.NotFound, (await sam.GetAsync(added.Headers.Location + "/content")).StatusCode);

        var exported = await ada.GetAsync(Root + "/configuration");
        Assert.Equal(HttpStatusCode.NotFound, (await sam.GetAsync(Root + "/configuration")).StatusCode);
        var copied = await ada.PostAsJsonAsync(Root + "/copies", new { handle = "tre-two", name = "Two", organization = "org-north" });
        Assert.Equal(HttpStatusCode.Created, copied.StatusCode);
        using var put = new HttpRequestMessage(HttpMethod.Put, "/api/v1/environments/tre-two/configuration") { Content = new StringContent(await exported.Content.ReadAsStringAsync(), Encoding.UTF8, "application/json") };
        put.Headers.IfMatch.Add((await ada.GetAsync("/api/v1/environments/tre-two/settings")).Headers.ETag!);
        Assert.Equal(HttpStatusCode.OK, (await ada.SendAsync(put)).StatusCode);
        Assert.Equal("Notes", (await ada.GetFromJsonAsync<JsonElement>("/api/v1/environments/tre-two/documents")).GetProperty("items")[0].GetProperty("title").GetString());
    }

    [Fact]
    public async Task The_example_in_the_api_document_makes_a_draft_as_it_says_and_comes_out_again()
    {
        await using var web = new TestWeb();
        await web.PersonAsync("ada");
        (await web.AsOperator<OrganizationCommands, Result<OrganizationId>>(commands => commands.CreateAsync("org-north", "North", "ada", default))).MustBeOk();
        (await web.AsOperator<OrganizationCommands, Result>(commands => commands.SetMemberAsync("org-north", "ada", MemberLevel.Admin, true, null, default))).MustBeOk();
        using var ada = await web.ApiAs("ada");
        var address = (await web.Client().GetFromJsonAsync<JsonElement>("/openapi/v1.json")).GetProperty("paths").GetProperty("/api/v1/environments/{handle}/configuration");
        var sent = address.GetProperty("put").GetProperty("requestBody").GetProperty("content").GetProperty("application/json");
        Assert.True(JsonElement.DeepEquals(sent, address.GetProperty("get").GetProperty("responses").GetProperty("200").GetProperty("content").GetProperty("application/json")));
        await ada.PostAsJsonAsync("/api/v1/environments", new { handle = "tre-one", name = "One", organization = "org-north", region = "eu-south" });

        var example = sent.GetProperty("example");
        using var put = new HttpRequestMessage(HttpMethod.Put, "/api/v1/environments/tre-one/configuration") { Content = new StringContent(example.GetRawText(), Encoding.UTF8, "application/json") };
        put.Headers.IfMatch.Add((await ada.GetAsync("/api/v1/environments/tre-one/settings")).Headers.ETag!);
        Assert.Equal(HttpStatusCode.OK, (await ada.SendAsync(put)).StatusCode);

        var exported = await ada.GetFromJsonAsync<JsonElement>("/api/v1/environments/tre-one/configuration?documents=false");
        var described = sent.GetProperty("schema").GetProperty("properties").EnumerateObject().Select(member => member.Name).ToList();
        Assert.All(exported.EnumerateObject(), member => Assert.Contains(member.Name, described));
        Assert.All(new[] { "details", "region", "termsOfUse", "pipeline", "showcase" }, member => Assert.True(JsonElement.DeepEquals(example.GetProperty(member), exported.GetProperty(member)), exported.GetRawText()));
    }

    private static async Task CreateOtherAsync(AdminWorld world) =>
        (await world.Environments(commands => commands.CreateAsync(new NewEnvironment(Other, "Other", world.Organization, "eu-south"), default))).MustBeOk();

    private static async Task<Result<ConfigurationOutcome>> ImportAsync(AdminWorld world, string handle, string file)
    {
        var store = world.Portal.Services.GetRequiredService<IDocumentStore>();
        var read = await ConfigurationJson.ReadAsync(new MemoryStream(Encoding.UTF8.GetBytes(file)), store, default);
        return read.IsOk ? await world.Portal.Do<ConfigurationCommands, Result<ConfigurationOutcome>>(commands => commands.ConfigureAsync(handle, read.Value, null, default)) : read.Error;
    }

    private static async Task<string> ExportAsync(AdminWorld world, string handle, bool people)
    {
        var reader = await world.Portal.ActorAsync();
        var found = await world.Portal.Do<IConfigurationQueries, EnvironmentConfiguration?>(queries => queries.FindAsync(handle, reader, withDocuments: true, people, default));
        using var stream = new MemoryStream();
        await ConfigurationJson.WriteAsync(stream, found!, world.Portal.Services.GetRequiredService<IDocumentStore>(), default);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>Some configuration; each seed another one. People only grow, so everybody is named each time.</summary>
    private static string Some(Random random)
    {
        string Word() => new([.. Enumerable.Range(0, random.Next(1, 12)).Select(_ => "abcæøå \"\\<>&😀é\n"[random.Next(14)])]);
        string[] Words(string prefix) => [.. Enumerable.Range(0, random.Next(4)).Select(number => $"{prefix}{number} {random.Next(9)}")];
        var steps = Enumerable.Range(0, random.Next(5)).Select(number => new { id = $"s{number}", name = $"Step {random.Next(9)}", description = Word().Trim(), quorum = random.Next(1, 5), remindAfterDays = random.Next(2) == 0 ? (int?)null : random.Next(1, 30) }).OrderBy(_ => random.Next()).ToArray();
        var documents = Enumerable.Range(0, random.Next(4)).Select(number => (Title: $"T{random.Next(99)}", Content: Encoding.UTF8.GetBytes($"content {number} {random.Next(5)}")))
            .DistinctBy(document => Hash.Of(document.Content))
            .Select((document, at) => new { title = document.Title, fileName = $"f{at}.txt", sha256 = Hash.Of(document.Content), content = Convert.ToBase64String(document.Content) }).ToArray();
        return JsonSerializer.Serialize(new
        {
            format = ConfigurationJson.Format,
            version = 1,
            details = new { name = "N" + Word().Replace('\n', ' ').Trim(), description = Word().Trim(), contact = Word().Trim(), keywords = Words("k"), categories = Words("c") },
            region = $"eu-{random.Next(99)}",
            policies = new { tier = random.Next(2) == 0 ? "open" : "strict", mayDownload = random.Next(2) == 0, mayPreview = random.Next(2) == 0, maximumCollaborators = random.Next(200) },
            pipeline = new { mode = random.Next(2) == 0 ? "parallel" : "sequential", steps },
            termsOfUse = random.Next(2) == 0 ? null : $"Terms {random.Next(9)}",
            showcase = random.Next(2) == 0 ? "none" : "inventory",
            documents,
            people = new
            {
                admins = new[] { "ada" },
                authorizedUsers = new object[] { new { name = "org-north" }, new { name = "rex", until = "2027-01-31" }, new { name = "roy" } },
                reviewers = Array.Empty<object>(),
            },
        });
    }
}
