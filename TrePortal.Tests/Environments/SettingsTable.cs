using System.Net.Http.Json;
using System.Text;
using AngleSharp.Dom;
using TrePortal.Domain.Environments;
using static TrePortal.Domain.Environments.EnvironmentAction;
using static TrePortal.Domain.Environments.EnvironmentState;

namespace TrePortal.Tests.Environments;

/// <summary>
/// One row of table E2: the call that changes the setting, the control in the page, and the states in which they are open.
/// Written by hand from the specification, so that it can disagree with the code.
/// </summary>
internal sealed record Setting(string Name, EnvironmentState[] Open, string Method, string Path, Func<int, HttpContent?> Body)
{
    /// <summary>States in which the answer to somebody who may not is "forbidden", because the right is looked at first; where it differs from <see cref="Open"/>.</summary>
    public EnvironmentState[]? Forbidding { get; init; }

    /// <summary>Section of the editor and what to look for in it; null when the page shows it with another row.</summary>
    public (string Section, Func<Func<string, IEnumerable<IElement>>, IElement?> Control)? Page { get; init; }

    /// <summary>Whose reason must stand in the page where the control is locked; null where the control is merely not there.</summary>
    public EnvironmentAction? Reason { get; init; }

    /// <summary>The environment is in another state afterwards, or gone.</summary>
    public bool Moves { get; init; }
}

internal static class SettingsTable
{
    private static readonly EnvironmentState[] Always = [Draft, Active, Maintenance];

    /// <summary>In an order in which an admin can do them one after the other.</summary>
    public static IReadOnlyList<Setting> Rows { get; } =
    [
        new("name", Always, "PATCH", "", n => Json(new { name = $"North {n}" })) { Page = ("details", In("#details-name")) },
        new("description", Always, "PATCH", "", n => Json(new { description = $"What {n}" })) { Page = ("details", In("#details-description")) },
        new("contact", Always, "PATCH", "", n => Json(new { contact = $"desk{n}@example.org" })) { Page = ("details", In("#details-contact")) },
        new("keywords", Always, "PATCH", "", n => Json(new { keywords = new[] { $"sea{n}" } })) { Page = ("details", Labelled("Keywords")) },
        new("documents", Always, "POST", "/documents?fileName=notes.txt", n => Bytes($"Notes {n}")) { Page = ("documents", In("section[aria-labelledby=documents-title] .upload")) },
        new("organization", [Draft], "PUT", "/organization", _ => Json(new { organization = "org-north" })) { Page = ("details", Labelled("Organization")), Reason = EditOwnership },
        new("region", [Draft], "PUT", "/region", n => Json(new { region = $"eu-{n}" })) { Page = ("details", Labelled("Region")), Reason = EditOwnership },
        new("visibility", Always, "PUT", "/visibility", _ => Json(new { visibility = "restricted" })) { Page = ("members", In("section[aria-labelledby=visibility-title] .choice")) },
        new("admins", Always, "POST", "/admins", _ => Json(new { lines = new[] { new { name = "zoe" } } })) { Page = ("members/admins", Leads("members/admins/add")) },
        new("authorized users", Always, "POST", "/authorized-users", _ => Json(new { lines = new[] { new { name = "zoe" } } })) { Page = ("members", Leads("members/add")) },
        new("policies", Always, "PUT", "/policies", _ => Json(new { tier = "standard", mayDownload = false, mayPreview = true, maximumCollaborators = 20 })) { Page = ("policies", Named("tier")) },
        new("showcase mode", [Draft, Maintenance], "PUT", "/showcase-mode", _ => Json(new { mode = "none" })) { Page = ("inventory", Named("showcase")), Reason = EditInventory },
        new("staged next version", Always, "POST", "/inventory/versions", _ => null) { Page = ("inventory", In("#upload")) },
        new("assets of version 1", [Draft], "DELETE", "/inventory/versions/1/assets/showcase", _ => null) { Forbidding = Always },
        new("step added", [Draft], "POST", "/review-steps/extra", _ => Json(new { name = "Extra" })) { Page = ("pipeline", Button("Add step")), Reason = EditPipeline },
        new("steps ordered", [Draft], "PUT", "/review-pipeline/order", _ => Json(new { steps = new[] { "extra", "ethics" } })) { Page = ("pipeline", Button("Move Ethics")), Reason = EditPipeline },
        new("review mode", [Draft], "PUT", "/review-pipeline", _ => Json(new { mode = "sequential" })) { Page = ("pipeline", Named("mode")), Reason = EditPipeline },
        new("quorum", [Draft], "PUT", "/review-steps/ethics/quorum", _ => Json(new { quorum = 1 })) { Page = ("pipeline", Button("Remove step")), Reason = EditPipeline },
        new("step reminder", Always, "PUT", "/review-steps/ethics/reminder", _ => Json(new { days = 14 })) { Page = ("pipeline", Button("Edit")) },
        new("step removed", [Draft], "DELETE", "/review-steps/extra", _ => null) { Page = ("pipeline", Button("Remove step")), Reason = EditPipeline },
        new("step name and description", Always, "PATCH", "/review-steps/ethics", n => Json(new { name = $"Ethics {n}", description = "Looks" })) { Page = ("pipeline", Button("Edit")) },
        new("reviewers", Always, "PUT", "/review-steps/ethics/reviewers/zoe", _ => null) { Page = ("pipeline", Labelled("Add reviewer")) },
        new("configuration imported", [Draft], "PUT", "/configuration", _ => Json(new { })) { Page = ("configuration", In("section[aria-labelledby=import-title] .upload")) },
        new("publish", [Draft], "POST", "/publish", _ => null) { Page = ("details", Button("Publish")), Moves = true },
        new("deactivate", [Active], "POST", "/deactivate", _ => null) { Page = ("details", Button("Deactivate")), Moves = true },
        new("reactivate", [Maintenance], "POST", "/reactivate", _ => null) { Page = ("details", Button("Reactivate")), Moves = true },
        new("delete", [Draft, Maintenance], "DELETE", "", _ => null) { Page = ("details", Button("Delete")), Reason = Delete, Moves = true },
    ];

    public static bool IsEnabled(IElement control) => !control.HasAttribute("disabled") && control.Closest("fieldset[disabled]") is null;

    private static JsonContent Json(object body) => JsonContent.Create(body);

    private static ByteArrayContent Bytes(string text) => new(Encoding.UTF8.GetBytes(text)) { Headers = { ContentType = new("application/octet-stream") } };

    private static Func<Func<string, IEnumerable<IElement>>, IElement?> In(string part) => page =>
        page(part).SelectMany(found => found.QuerySelectorAll("input, textarea, select, button, a.btn")).OrderByDescending(IsEnabled).FirstOrDefault();

    private static Func<Func<string, IEnumerable<IElement>>, IElement?> Leads(string to) => page => page($"a[href$='{to}']").FirstOrDefault();

    private static Func<Func<string, IEnumerable<IElement>>, IElement?> Named(string name) => page => page($"input[name={name}]").FirstOrDefault();

    private static Func<Func<string, IEnumerable<IElement>>, IElement?> Labelled(string label) => page =>
        page("label").FirstOrDefault(item => item.TextContent.Trim().StartsWith(label, StringComparison.Ordinal)) is { } found ? page("#" + found.GetAttribute("for")).FirstOrDefault() : null;

    private static Func<Func<string, IEnumerable<IElement>>, IElement?> Button(string text) => page => page("button")
        .Where(item => item.TextContent.Trim().StartsWith(text, StringComparison.Ordinal) || item.GetAttribute("aria-label")?.StartsWith(text, StringComparison.Ordinal) == true)
        .OrderByDescending(IsEnabled).FirstOrDefault();
}
