using System.Globalization;
using Microsoft.AspNetCore.Components;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Environments;

/// <summary>What is different between a version and an older one: the sum first, then by kind, with a filter over all of it.</summary>
public sealed partial class DiffPanel
{
    private Loadable<InventoryDiff> _diff = new Loadable<InventoryDiff>.Loading();
    private (int? From, string Assets)? _shown;
    private string _words = "";

    [Parameter, EditorRequired]
    public required string Handle { get; set; }

    [Parameter, EditorRequired]
    public required InventoryVersionDetails Version { get; set; }

    /// <summary>Number of the older version; null when there is none.</summary>
    [Parameter, EditorRequired]
    public required int? From { get; set; }

    [Inject]
    public required IVersionQueries Queries { get; init; }

    [Inject]
    public required ICurrentActor CurrentActor { get; init; }

    [Inject]
    public required NavigationManager Navigation { get; init; }

    protected override async Task OnParametersSetAsync()
    {
        var asked = (From, string.Join(',', Version.Assets.Hashes().Values));
        if (From is null || _shown == asked)
        {
            return;
        }

        _shown = asked;
        var cancellation = NewestLoad();
        _diff = await Queries.DiffAsync(Handle, From, Version.Number, await CurrentActor.GetAsync(cancellation), cancellation) is { } found
            ? new Loadable<InventoryDiff>.Loaded(found)
            : new Loadable<InventoryDiff>.Missing();
    }

    private void Compare(ChangeEventArgs typed)
    {
        if (int.TryParse(typed.Value as string, NumberStyles.None, CultureInfo.InvariantCulture, out var from))
        {
            Navigation.NavigateTo(Addresses.InventoryVersion(Handle, Version.Number, string.Create(CultureInfo.InvariantCulture, $"changes/{from}")));
        }
    }

    private List<(string Title, IReadOnlyList<ChangeRow> Rows, string? Note)> SectionsOf(InventoryDiff diff) =>
    [
        (VersionWords.Fields, Matching(diff.Fields.Select(change => new ChangeRow(change.Kind, change.Address, Of(change.Asset, change.Title), change.Properties))), null),
        (VersionWords.Codes, Matching(diff.Codes.Select(change => new ChangeRow(change.Kind, $"{change.Coding}: {change.Code}", Of(change.Asset, change.Meaning), change.Properties))), null),
        (VersionWords.Files, Matching((diff.Files?.Named ?? []).Select(change => new ChangeRow(change.Kind, change.Path, "", []))),
            diff.Files is { OfPeople: > 0 } files ? VersionWords.FilesOfPeople.Fill(AssetSlots.Count(files.OfPeople)) : null),
        (VersionWords.Collections, Matching(diff.Collections.Select(change => new ChangeRow(change.Kind, change.Id, change.Title, change.Properties))), null),
    ];

    private List<ChangeRow> Matching(IEnumerable<ChangeRow> rows)
    {
        var words = _words.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        return [.. rows.Where(row => words.All(word => row.Text.Contains(word, StringComparison.CurrentCultureIgnoreCase)))];
    }

    private static string Of(InventoryAsset asset, string text) => asset == InventoryAsset.Showcase ? $"{text} ({AssetSlots.TitleOf(asset)})" : text;

    private static string Note(IEnumerable<ChangeKind> kinds)
    {
        var counts = kinds.CountBy(kind => kind).ToDictionary();
        return CameAndWent(counts.GetValueOrDefault(ChangeKind.Added), counts.GetValueOrDefault(ChangeKind.Removed), counts.GetValueOrDefault(ChangeKind.Changed));
    }

    private static string CameAndWent(long added, long removed, long changed)
    {
        var parts = new[] { (added, VersionWords.AddedCount), (removed, VersionWords.RemovedCount), (changed, VersionWords.ChangedCount) }
            .Where(part => part.Item1 > 0).Select(part => part.Item2.Fill(AssetSlots.Count(part.Item1))).ToList();
        return parts.Count == 0 ? VersionWords.Unchanged : string.Join(", ", parts);
    }

    private static string Signed(long number) => number switch
    {
        > 0 => "+" + AssetSlots.Count(number),
        < 0 => "\u2212" + AssetSlots.Count(-number),
        _ => AssetSlots.Count(0),
    };
}

/// <summary>One line of a comparison.</summary>
/// <param name="Name">Address, code, path or id.</param>
/// <param name="Title">For people.</param>
public sealed record ChangeRow(ChangeKind Kind, string Name, string Title, IReadOnlyList<PropertyChange> Properties)
{
    /// <summary>All its words, for the filter.</summary>
    public string Text => $"{Name} {Title} {Kind} {string.Join(' ', Properties.Select(change => $"{change.Property} {change.Before} {change.After}"))}";
}
