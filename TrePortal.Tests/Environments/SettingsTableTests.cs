using System.Globalization;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;
using static TrePortal.Domain.Environments.EnvironmentState;

namespace TrePortal.Tests.Environments;

/// <summary>Table E2 for every state and every role, through the API, in one walk through an environment's life.</summary>
[Trait("Category", "Integration")]
public sealed class SettingsTableTests : IAsyncLifetime
{
    private const string Handle = "tre-north";
    private const string Root = "/api/v1/environments/" + Handle;

    private readonly TestWeb _web = new();
    private readonly Dictionary<string, HttpClient> _api = [];
    private readonly Dictionary<string, PersonId> _people = [];
    private readonly List<string> _differences = [];
    private int _calls;

    public async Task InitializeAsync()
    {
        foreach (var name in new[] { "ada", "boss", "rita", "rex", "sam", "zoe" })
        {
            _people[name] = await _web.PersonAsync(name);
        }

        _people["plat"] = await _web.PersonAsync("plat", platformAdmin: true);
        var organization = await _web.AsOperator<OrganizationCommands, Result<OrganizationId>>(commands => commands.CreateAsync("org-north", "North", "boss", default));
        (await _web.AsOperator<OrganizationCommands, Result>(commands => commands.SetMemberAsync("org-north", "ada", MemberLevel.Member, true, null, default))).MustBeOk();
        foreach (var name in _people.Keys)
        {
            _api[name] = await _web.ApiAs(name);
        }

        await ReadyAsync(organization.MustBeOk());
    }

    public async Task DisposeAsync() => await _web.DisposeAsync();

    [Fact]
    public async Task Every_setting_is_open_and_locked_as_the_table_says_for_every_role()
    {
        await LookAsync(Draft);
        await MoveAsync("publish");
        await LookAsync(Active);
        await MoveAsync("deactivate");
        await LookAsync(Maintenance);
        await MoveAsync("reactivate");
        await MoveAsync("deactivate");
        await MoveAsync("delete");

        Assert.Equal(HttpStatusCode.NotFound, (await _api["ada"].GetAsync(Root + "/settings")).StatusCode);
        Assert.True(_differences.Count == 0, string.Join(System.Environment.NewLine, _differences));
    }

    private async Task LookAsync(EnvironmentState state)
    {
        foreach (var row in SettingsTable.Rows)
        {
            foreach (var name in new[] { "sam", "plat", "boss", "rita", "rex" })
            {
                await ExpectAsync(row, state, name, RefusalOf(row, state, name));
            }

            if (!row.Open.Contains(state))
            {
                await ExpectAsync(row, state, "ada", HttpStatusCode.Conflict);
            }
            else if (!row.Moves && row.Path != "/configuration") // what is sent to it is no configuration: that it is refused for that is another test's
            {
                await ExpectAsync(row, state, "ada", null);
            }
        }
    }

    /// <summary>Not visible is 404; visible and not allowed is 403; not in this state is 409.</summary>
    private static HttpStatusCode RefusalOf(Setting row, EnvironmentState state, string name) =>
        name is "sam" or "plat" || (name is "rita" or "rex" && state == Draft) ? HttpStatusCode.NotFound
        : (row.Forbidding ?? row.Open).Contains(state) ? HttpStatusCode.Forbidden
        : HttpStatusCode.Conflict;

    private async Task ExpectAsync(Setting row, EnvironmentState state, string name, HttpStatusCode? refusal)
    {
        var answer = await CallAsync(row, name);
        if (refusal is null ? !answer.IsSuccessStatusCode : answer.StatusCode != refusal)
        {
            _differences.Add($"{row.Name}, {state}, {name}: {(int)answer.StatusCode} instead of {(refusal is { } code ? (int)code : "success")}. {await answer.Content.ReadAsStringAsync()}");
        }
    }

    private async Task MoveAsync(string setting)
    {
        var answer = await CallAsync(SettingsTable.Rows.Single(row => row.Name == setting), "ada");
        Assert.True(answer.IsSuccessStatusCode, $"{setting}: {await answer.Content.ReadAsStringAsync()} {string.Join('\n', _differences)}");
    }

    private async Task<HttpResponseMessage> CallAsync(Setting row, string name)
    {
        var read = await _api["ada"].GetAsync(Root + "/settings");
        using var message = new HttpRequestMessage(HttpMethod.Parse(row.Method), Root + row.Path) { Content = row.Body(++_calls) };
        message.Headers.IfMatch.Add(read.Headers.ETag!);
        return await _api[name].SendAsync(message);
    }

    private IServiceProvider ScopeOf(string name)
    {
        var scope = _web.Services.CreateScope().ServiceProvider;
        scope.GetRequiredService<CallerHolder>().Caller = new Caller(_people[name], "page", "127.0.0.1");
        return scope;
    }

    /// <summary>A draft that can be published: everything but what the rows set.</summary>
    private async Task ReadyAsync(OrganizationId organization)
    {
        var ada = ScopeOf("ada");
        var environments = ada.GetRequiredService<EnvironmentCommands>();
        var members = ada.GetRequiredService<MembershipCommands>();
        (await environments.CreateAsync(new NewEnvironment(Handle, "North", organization, "eu-north"), default)).MustBeOk();
        (await members.AuthorizeAsync(Handle, [new("rita"), new("rex")], default)).MustBeOk();
        (await environments.AddStepAsync(Handle, new StepDraft("ethics", "Ethics", "", 1), null, default)).MustBeOk();
        (await members.AssignReviewerAsync(Handle, "ethics", "rex", null, default)).MustBeOk();
        await using var upload = ada.GetRequiredService<IUploads>().Begin();
        (await upload.ReceiveAsync("release.zip", null, new MemoryStream(new SmallInventory().Zip("")), default)).MustBeOk();
        (await ada.GetRequiredService<InventoryCommands>().ImportAsync(Handle, 1, upload.Assets(null).MustBeOk(), default)).MustBeOk();
        upload.Keep();
        var report = string.Create(CultureInfo.InvariantCulture, $"{Root}/inventory/versions/1/report");
        await TestPortal.Until(async () => (await _api["ada"].GetAsync(report)).IsSuccessStatusCode, 60);
        (await ada.GetRequiredService<VersionCommands>().AcknowledgeAsync(Handle, 1, null, "", null, default)).MustBeOk();
    }
}
