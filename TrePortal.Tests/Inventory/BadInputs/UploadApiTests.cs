using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Inventory.BadInputs;

/// <summary>Bad inputs as they arrive over the wire.</summary>
[Trait("Category", "Integration")]
public sealed class UploadApiTests
{
    [Fact]
    public async Task B034_an_upload_that_breaks_off_leaves_nothing()
    {
        await using var web = new TestWeb();
        var client = await AdminAsync(web);
        var whole = "--x\r\nContent-Disposition: form-data; name=\"files\"; filename=\"file_inventory.tsv\"\r\n\r\nsource\tpath\tparticipant_id\tcollection_ids\r\na\tb\t\tc\r\n--x--\r\n";
        foreach (var length in new[] { 0, 20, 90, 120, whole.Length - 12 })
        {
            var body = new ByteArrayContent(Encoding.UTF8.GetBytes(whole[..length]));
            body.Headers.ContentType = MediaTypeHeaderValue.Parse("multipart/form-data; boundary=x");

            var answer = await client.PutAsync("/api/v1/environments/tre-bad/inventory/versions/1/assets/files", body);

            Assert.Equal((HttpStatusCode.UnprocessableEntity, "application/problem+json"), (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        }

        Assert.Empty(Directory.GetDirectories(Path.Combine(web.Services.GetRequiredService<Data.Kernel.DataRoot>().Path, "uploads")));
    }

    [Fact]
    public async Task B033_compressed_content_under_the_name_of_a_table_is_refused_by_the_import()
    {
        await using var web = new TestWeb();
        var client = await AdminAsync(web);
        var body = new ByteArrayContent([0x1F, 0x8B, 8, 0, 0, 0, 0, 0]);
        body.Headers.ContentType = new MediaTypeHeaderValue("text/tab-separated-values");

        var answer = await client.PutAsync("/api/v1/environments/tre-bad/inventory/versions/1/assets/files", body);

        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var report = "";
        await TestPortal.Until(async () =>
        {
            var found = await client.GetAsync("/api/v1/environments/tre-bad/inventory/versions/1/report?format=csv");
            report = await found.Content.ReadAsStringAsync();
            return found.StatusCode == HttpStatusCode.OK;
        });
        Assert.Contains("Error,UP-07,Files,file_inventory.tsv,1,", report, StringComparison.Ordinal);
    }

    private static async Task<HttpClient> AdminAsync(TestWeb web)
    {
        await web.PersonAsync("ada");
        Assert.True((await web.AsOperator<OrganizationCommands, Result<OrganizationId>>(commands => commands.CreateAsync("org-bad", "Bad", "ada", default))).IsOk);
        Assert.True((await web.AsOperator<OrganizationCommands, Result>(commands => commands.SetMemberAsync("org-bad", "ada", MemberLevel.Admin, true, null, default))).IsOk);
        var client = await web.ApiAs("ada");
        var created = await client.PostAsJsonAsync("/api/v1/environments", new { handle = "tre-bad", name = "Bad", organization = "org-bad", region = "eu-north" });
        Assert.Equal(HttpStatusCode.Created, created.StatusCode);
        return client;
    }
}
