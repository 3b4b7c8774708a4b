using TrePortal.Domain.Environments;

namespace TrePortal.Web.Features.Environments;

/// <summary>
/// One section of the environment editor. A new one is a line in <see cref="All"/> and a component with the parameters
/// <c>Environment</c> (<see cref="EnvironmentForAdmin"/>) and <c>OnChanged</c> (an EventCallback: "load the environment again").
/// </summary>
/// <param name="Address">Its part of the address, and the section that checklist lines name.</param>
/// <param name="Title">In the reader's language, so asked for when it is shown.</param>
/// <param name="Component">What stands in the middle of the page.</param>
public sealed record EditorSection(string Address, Func<string> Title, Type Component)
{
    /// <summary>Name of the cascading parameter (a string, null for the section itself) that holds what follows the section in the address.</summary>
    public const string Rest = "rest";

    public static IReadOnlyList<EditorSection> All { get; } =
    [
        new("details", () => EnvironmentWords.Details, typeof(DetailsSection)),
        new("documents", () => EditorWords.Documents, typeof(DocumentsSection)) { Icon = "file" },
        new("members", () => EnvironmentWords.Members, typeof(MembersSection)) { HasPages = true },
        new("inventory", () => EnvironmentWords.Inventory, typeof(InventorySection)) { HasPages = true },
        new("pipeline", () => EnvironmentWords.Pipeline, typeof(PipelineSection)),
        new("policies", () => EnvironmentWords.Policies, typeof(PoliciesSection)),
        new("dashboard", () => DashboardWords.Title, typeof(DashboardSection)) { Icon = "grid" },
        new("use", () => UseWords.Title, typeof(UseSection)) { Icon = "chart" },
        new("configuration", () => EditorWords.Configuration, typeof(ConfigurationSection)) { Icon = "copy" },
    ];

    /// <summary>For a section that has no line in the checklist, which would show its state instead.</summary>
    public string Icon { get; init; } = "circle";

    /// <summary>It has pages of its own below its address, and answers for those that it does not know.</summary>
    public bool HasPages { get; init; }

    /// <summary>The section of an address; the first one when nothing is named, null when there is none of that name.</summary>
    public static EditorSection? Find(string? address, string? rest)
    {
        var found = address is null ? All[0] : All.FirstOrDefault(section => section.Address == address);
        return rest is null || found is { HasPages: true } ? found : null;
    }
}
