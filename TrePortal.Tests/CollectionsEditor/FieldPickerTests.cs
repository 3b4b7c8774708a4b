using AngleSharp.Dom;
using Bunit;
using Microsoft.AspNetCore.Components.Web;
using TrePortal.Domain.Inventory;
using TrePortal.Web.Features.CollectionsEditor;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.CollectionsEditor;

public sealed class FieldPickerTests : IAsyncLifetime
{
    private static readonly DatasetSchema Schema = new(
        [
            new EntitySchema("visit", "Visit", "visit", "visits", "",
            [
                new FieldSchema("visit", "visit_id", FieldType.String) { Key = KeyKind.Local },
                new FieldSchema("visit", "day", FieldType.Date) { Title = "Day of the visit", Folder = ["Visit", "When"] },
                new FieldSchema("visit", "hour", FieldType.Integer) { Title = "Hour", Folder = ["Visit", "When"] },
                new FieldSchema("visit", "ward", FieldType.String) { Title = "Ward" },
            ]),
        ],
        []);

    private readonly BunitContext _browser = new();

    public Task InitializeAsync()
    {
        _browser.JSInterop.Mode = JSRuntimeMode.Loose;
        _browser.Services.AddPortalComponents();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync() => await _browser.DisposeAsync();

    [Fact]
    public async Task Ticking_an_entity_takes_it_whole_whatever_the_search_shows_of_it()
    {
        var bench = new CollectionsWorkbench([Of("a")]);
        var picker = Render(bench);
        await SearchAsync(picker, "day");

        await TickAsync(picker, "Visit");

        Assert.Equal(["visit"], bench.Current!.Entities);
        Assert.Empty(bench.Current.Fields);
        Assert.Contains("whole, 3 fields", Line(picker, "Visit").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_entity_of_which_the_search_shows_the_only_ticked_field_is_ticked_in_part()
    {
        var bench = new CollectionsWorkbench([Of("a") with { Fields = ["visit.day"] }]);
        var picker = Render(bench);

        await SearchAsync(picker, "day");

        Assert.Equal("mixed", Line(picker, "Visit").GetAttribute("aria-checked"));
        Assert.Contains("1 of 3", Line(picker, "Visit").TextContent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ticking_a_folder_takes_the_fields_that_match_and_says_so()
    {
        var bench = new CollectionsWorkbench([Of("a")]);
        var picker = Render(bench);
        await SearchAsync(picker, "day");
        Assert.Contains("0 of 1 matching", Line(picker, "When").TextContent, StringComparison.Ordinal);

        await TickAsync(picker, "When");

        Assert.Equal(["visit.day"], bench.Current!.Fields);
    }

    private IRenderedComponent<FieldPicker> Render(CollectionsWorkbench bench)
    {
        var picker = _browser.Render<FieldPicker>(parameters => parameters.Add(item => item.Bench, bench).Add(item => item.Collection, bench.Current!).Add(item => item.Schema, Schema));
        bench.Changed += () => picker.Render(parameters => parameters.Add(item => item.Collection, bench.Current!));
        return picker;
    }

    private static Task SearchAsync(IRenderedComponent<FieldPicker> picker, string text) => picker.InvokeAsync(() => picker.Find("input[type=search]").InputAsync(text));

    private static Task TickAsync(IRenderedComponent<FieldPicker> picker, string text) => picker.InvokeAsync(() => Line(picker, text).ClickAsync(new MouseEventArgs()));

    private static IElement Line(IRenderedComponent<FieldPicker> picker, string text) =>
        picker.FindAll("[role=treeitem]").First(line => line.QuerySelector(".vtree-text")!.TextContent == text);

    private static DataCollection Of(string id) => new(id, id, "", "", [], [], Files: false, Required: false, []);
}
