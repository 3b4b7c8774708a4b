using System.Text.RegularExpressions;
using TrePortal.Domain.Kernel;

namespace TrePortal.Tests.Architecture;

public sealed partial class LayerTests
{
    // Kernel <- People <- Inventory <- Environments <- Disclosure <- Cohorts <- ShowcaseBuilder <- Requests <- Reviews <- Projects <- Dispensal
    // <- InventoryBrowser <- CollectionsEditor <- AdminHome;
    // Audit and Notifications stand on the Kernel and hear events; Invariants says what a check is, and the data layer checks.
    private static readonly string[] Ladder =
        ["Kernel", "People", "Inventory", "Environments", "Disclosure", "Cohorts", "ShowcaseBuilder", "Requests", "Reviews", "Projects", "Dispensal", "InventoryBrowser", "CollectionsEditor", "AdminHome"];

    private static readonly Dictionary<string, string[]> MayUse = new(
        Ladder.Select((room, floor) => KeyValuePair.Create(room, Ladder[..floor])))
    {
        ["Audit"] = ["Kernel"],
        ["Notifications"] = ["Kernel"],
        ["Invariants"] = ["Kernel"],
    };

    // What puts the portal together, and what starts it without pages.
    private static readonly string[] MayNameData =
        ["TrePortal.Web/Program.cs", "TrePortal.Web/Hosting/", "TrePortal.Web/CommandLine/", "TrePortal.Web/Api/ApiJson.cs", "TrePortal.Web/Api/IdempotencyKeys.cs"];

    [Fact]
    public void The_domain_references_nothing_but_the_base_library() =>
        Assert.All(typeof(Actor).Assembly.GetReferencedAssemblies(), assembly => Assert.StartsWith("System", assembly.Name, StringComparison.Ordinal));

    [Fact]
    public void Rooms_of_the_domain_use_only_the_rooms_below_them()
    {
        var trespasses =
            from file in Sources.Of("TrePortal.Domain", "*.cs")
            from Match mention in DomainRoom().Matches(file.Text)
            let other = mention.Groups["room"].Value
            where other != file.Room && !MayUse[file.Room].Contains(other)
            select $"{file.Path} uses {other}";

        Assert.Empty(trespasses.Distinct());
    }

    [Fact]
    public void Pages_and_routes_never_name_the_data_layer_or_its_engine()
    {
        var trespasses =
            from file in Sources.Of("TrePortal.Web", "*.cs", "*.razor")
            where !MayNameData.Any(allowed => file.Path.StartsWith(allowed, StringComparison.Ordinal))
            where file.Text.Contains("TrePortal.Data", StringComparison.Ordinal) || file.Text.Contains("Microsoft.EntityFrameworkCore", StringComparison.Ordinal)
            select file.Path;

        Assert.Empty(trespasses);
    }

    [Fact]
    public void The_data_layer_never_names_pages() =>
        Assert.Empty(Sources.Of("TrePortal.Data", "*.cs").Where(file => file.Text.Contains("TrePortal.Web", StringComparison.Ordinal)).Select(file => file.Path));

    [Fact]
    public void Text_becomes_markup_in_one_place_only() =>
        Assert.Equal(
            ["TrePortal.Web/Shared/MarkdownView.razor"],
            Sources.Of("TrePortal.Web", "*.cs", "*.razor").Where(file => Markup().IsMatch(file.Text)).Select(file => file.Path).Except(["TrePortal.Web/Shared/Icon.razor", "TrePortal.Web/Shared/SafeMarkdown.cs"]));

    [Fact]
    public void Nothing_is_async_void() =>
        Assert.Empty(new[] { "TrePortal.Domain", "TrePortal.Data", "TrePortal.Web" }
            .SelectMany(project => Sources.Of(project, "*.cs", "*.razor"))
            .Where(file => file.Text.Contains("async void", StringComparison.Ordinal))
            .Select(file => file.Path));

    [GeneratedRegex(@"TrePortal\.Domain\.(?<room>[A-Z]\w+)")]
    private static partial Regex DomainRoom();

    [GeneratedRegex(@"\bMarkupString\b")]
    private static partial Regex Markup();
}
