using System.Net;
using System.Text.RegularExpressions;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.People;

[Trait("Category", "Integration")]
public sealed partial class SignInTests(SignInTests.Portal portal) : IClassFixture<SignInTests.Portal>
{
    private const string Password = "seven blue herons";

    [Fact]
    public async Task A_stranger_is_led_to_the_sign_in_page_and_back()
    {
        using var browser = portal.Web.Browser();

        using var asked = await browser.GetAsync("/requests?state=draft");
        Assert.Equal("/account/sign-in?returnUrl=%2Frequests%3Fstate%3Ddraft", asked.Headers.Location?.PathAndQuery);

        using var signedIn = await SignInAsync(browser, "ada", Password, "/account/sign-in?returnUrl=%2Frequests%3Fstate%3Ddraft");
        Assert.Equal((HttpStatusCode.Redirect, "/requests?state=draft"), (signedIn.StatusCode, Target(signedIn)));
    }

    [Fact]
    public async Task A_foreign_return_address_leads_home()
    {
        using var browser = portal.Web.Browser();

        using var signedIn = await SignInAsync(browser, "ada", Password, "/account/sign-in?returnUrl=%2F%2Fevil.example");

        Assert.Equal("/", Target(signedIn));
    }

    [Fact]
    public async Task An_unknown_name_and_a_wrong_password_get_the_same_answer()
    {
        using var browser = portal.Web.Browser();

        var unknown = await Notice(await SignInAsync(browser, "nobody", Password));
        var wrong = await Notice(await SignInAsync(browser, "ada", "not the password"));

        Assert.Contains("wrong-sign-in", unknown, StringComparison.Ordinal);
        Assert.Equal(unknown, wrong);
    }

    [Fact]
    public async Task Five_wrong_passwords_lock_the_account_for_a_while()
    {
        await portal.WithPasswordAsync("bob");
        using var browser = portal.Web.Browser();
        for (var attempt = 0; attempt < 5; attempt++)
        {
            (await SignInAsync(browser, "bob", "not the password")).Dispose();
        }

        Assert.Contains("too-many", await Notice(await SignInAsync(browser, "bob", Password)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_disabled_person_cannot_sign_in()
    {
        var eve = await portal.WithPasswordAsync("eve");
        await portal.Web.AsOperator<PeopleCommands, Result>(commands => commands.SetEnabledAsync(eve, false, null, CancellationToken.None));
        using var browser = portal.Web.Browser();

        Assert.Contains("wrong-sign-in", await Notice(await SignInAsync(browser, "eve", Password)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_form_without_its_token_is_refused()
    {
        using var browser = portal.Web.Browser();

        using var answer = await browser.PostAsync("/account/sign-in", new FormUrlEncodedContent([new("_handler", "sign-in"), new("UserName", "ada"), new("Password", Password)]));

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    [Fact]
    public async Task Signing_out_needs_the_token_too_and_ends_the_session()
    {
        using var browser = portal.Web.Browser();
        (await SignInAsync(browser, "ada", Password)).Dispose();
        Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync("/account/sign-out", new FormUrlEncodedContent([]))).StatusCode);

        var token = await TokenOf(browser, "/error");
        using var signedOut = await browser.PostAsync("/account/sign-out", new FormUrlEncodedContent([new("__RequestVerificationToken", token)]));

        Assert.Equal("/account/sign-in", Target(signedOut));
        Assert.Equal(HttpStatusCode.Redirect, (await browser.GetAsync("/")).StatusCode);
    }

    [Fact]
    public async Task A_one_time_link_sets_the_password_once()
    {
        var created = await portal.Web.AsOperator<PeopleCommands, Result<NewPerson>>(commands =>
            commands.CreateAsync(new("kim", "Kim", "kim@example.org"), false, null, CancellationToken.None));
        var link = "/account/set-password?secret=" + Uri.EscapeDataString(created.Value.PasswordSecret!);

        Assert.Equal("/", Target(await SetAsync(link, "another long secret")));
        using var again = await portal.Web.Browser().GetAsync(link);
        Assert.Equal("/", Target(await SignInAsync(portal.Web.Browser(), "kim", "another long secret")));
        var late = await SetAsync(link, "a third long secret!");
        Assert.Equal(HttpStatusCode.OK, late.StatusCode);
        Assert.Contains("does not work any more", await late.Content.ReadAsStringAsync(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("short")]
    [InlineData("aaaaaaaaaaaaaaaa")]
    public async Task A_weak_password_is_refused_and_the_link_stays_good(string weak)
    {
        var name = "weak" + weak[..5];
        var created = await portal.Web.AsOperator<PeopleCommands, Result<NewPerson>>(commands =>
            commands.CreateAsync(new(name, name, name + "@example.org"), false, null, CancellationToken.None));
        var link = "/account/set-password?secret=" + Uri.EscapeDataString(created.Value.PasswordSecret!);

        Assert.Contains("role=\"alert\"", await (await SetAsync(link, weak)).Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Assert.Equal("/", Target(await SetAsync(link, "a good long secret")));
    }

    [Theory]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", null, HttpStatusCode.Forbidden)]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", "null", HttpStatusCode.Forbidden)]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", "https://evil.example", HttpStatusCode.Forbidden)]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", "https://localhost", HttpStatusCode.Forbidden)]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", "http://sub.localhost", HttpStatusCode.Forbidden)]
    [InlineData("/_blazor/negotiate?negotiateVersion=1", "http://localhost", HttpStatusCode.OK)]
    [InlineData("/_blazor?id=x", "http://localhost", HttpStatusCode.BadRequest)]
    public async Task A_circuit_opens_from_the_portals_own_pages_only(string address, string? origin, HttpStatusCode expected)
    {
        using var browser = portal.Web.Browser();
        (await SignInAsync(browser, "ada", Password)).Dispose();
        using var request = new HttpRequestMessage(HttpMethod.Post, address);
        if (origin is not null)
        {
            request.Headers.Add("Origin", origin);
        }

        using var answer = await browser.SendAsync(request);

        Assert.Equal(expected, answer.StatusCode);
    }

    [Fact]
    public async Task Nobody_opens_a_circuit_without_signing_in()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/_blazor/negotiate?negotiateVersion=1");
        request.Headers.Add("Origin", "http://localhost");

        using var answer = await portal.Web.Browser().SendAsync(request);

        Assert.Contains(answer.StatusCode, new[] { HttpStatusCode.Unauthorized, HttpStatusCode.Redirect });
    }

    [Theory]
    [InlineData("/health/live")]
    [InlineData("/health/ready")]
    [InlineData("/account/sign-in")]
    [InlineData("/error")]
    public async Task Some_addresses_are_open_to_everybody(string address) =>
        Assert.Equal(HttpStatusCode.OK, (await portal.Web.Client().GetAsync(address)).StatusCode);

    [Fact]
    public async Task The_session_cookie_is_out_of_reach_of_scripts_and_other_sites()
    {
        using var signedIn = await SignInAsync(portal.Web.Browser(), "ada", Password);

        var cookie = signedIn.Headers.GetValues("Set-Cookie").Single(value => value.StartsWith("portal=", StringComparison.Ordinal));
        Assert.Contains("httponly", cookie, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", cookie, StringComparison.OrdinalIgnoreCase);
    }

    private static async Task<HttpResponseMessage> SignInAsync(HttpClient browser, string userName, string password, string page = "/account/sign-in") =>
        await browser.PostAsync(page, new FormUrlEncodedContent(
            [new("_handler", "sign-in"), new("__RequestVerificationToken", await TokenOf(browser, page)), new("UserName", userName), new("Password", password)]));

    private async Task<HttpResponseMessage> SetAsync(string link, string password)
    {
        var browser = portal.Web.Browser();
        var page = await browser.GetStringAsync(link);
        var token = Forgery().Match(page) is { Success: true } found ? found.Groups[1].Value : await TokenOf(browser, "/account/sign-in");
        return await browser.PostAsync(link, new FormUrlEncodedContent(
            [new("_handler", "set-password"), new("__RequestVerificationToken", token), new("Password", password), new("Again", password)]));
    }

    private static async Task<string> TokenOf(HttpClient browser, string page) => Forgery().Match(await browser.GetStringAsync(page)).Groups[1].Value;

    private static string? Target(HttpResponseMessage answer) =>
        answer.Headers.Location is { } target ? target.IsAbsoluteUri ? target.PathAndQuery : target.OriginalString : null;

    private static async Task<string> Notice(HttpResponseMessage answer) => Alert().Match(await answer.Content.ReadAsStringAsync()).Value;

    [GeneratedRegex("name=\"__RequestVerificationToken\" value=\"([^\"]+)\"")]
    private static partial Regex Forgery();

    [GeneratedRegex("<div[^>]*role=\"alert\"[^>]*>")]
    private static partial Regex Alert();

    public sealed class Portal : IAsyncLifetime
    {
        internal TestWeb Web { get; } = new(("Portal:SignInsPerMinute", "100000"));

        public Task InitializeAsync() => WithPasswordAsync("ada");

        public Task DisposeAsync() => Web.DisposeAsync().AsTask();

        internal async Task<PersonId> WithPasswordAsync(string userName)
        {
            var person = await Web.PersonAsync(userName);
            await Web.AsOperator<PeopleCommands, Result>(commands => commands.SetPasswordForAsync(person, Password, CancellationToken.None));
            return person;
        }
    }
}
