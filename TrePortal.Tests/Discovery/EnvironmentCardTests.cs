using Bunit;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Support;
using TrePortal.Web.Centers;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.Discovery;

public sealed class EnvironmentCardTests : BunitContext
{
    private static readonly DiscoveryRow Active = new(
        new EnvironmentId(Guid.CreateVersion7(Some.Monday)), "tre-heart", "Heart cohort", new DiscoveryOrganization("org-north", "North Institute"), "eu-north", EnvironmentState.Active,
        Visibility.Restricted, "# About\n\n**Hearts** and [more](https://example.org).", ["Cardiology"], DisclosureGate.For(DisclosureTier.Standard).Publish(7), 12, null, 3, EnvironmentRole.AuthorizedUser, Some.Monday);

    public EnvironmentCardTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddPortalComponents();
    }

    [Fact]
    public void A_card_tells_what_it_is_without_marks_and_without_true_small_numbers()
    {
        var card = Card(Active);

        Assert.Equal("/environments/tre-heart", card.Find(".card-title a").GetAttribute("href"));
        Assert.Equal("About Hearts and more.", card.Find(".card-text").TextContent);
        Assert.Equal(["fewer than 10", "12", "None"], card.FindAll(".stat-value").Select(value => value.TextContent));
        Assert.Contains("You may request", card.Markup, StringComparison.Ordinal);
    }

    [Fact]
    public void Maintenance_is_marked_and_says_so()
    {
        var card = Card(Active with { State = EnvironmentState.Maintenance });

        Assert.Contains("Under maintenance", card.Markup, StringComparison.Ordinal);
        Assert.Contains("Maintenance", card.Find(".chip").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public void My_open_request_is_my_standing()
    {
        var request = new RequestHereRow(new(Guid.CreateVersion7(Some.Monday)), Active.Id, "AR-2026-0147", "Statins", RequestState.InReview, IsOwner: true, Some.Monday);

        var card = Render<EnvironmentCard>(parameters => parameters.Add(part => part.Row, Active).Add(part => part.Standing, request));

        Assert.Contains("Request AR-2026-0147 in review", card.Markup, StringComparison.Ordinal);
    }

    private IRenderedComponent<EnvironmentCard> Card(DiscoveryRow row) => Render<EnvironmentCard>(parameters => parameters.Add(part => part.Row, row));
}
