namespace TrePortal.Domain.Environments;

/// <summary>What the inventory version that would be active can offer; the rest of the checklist is the environment's own.</summary>
public sealed record InventoryReadiness(bool HasTabular, bool HasFiles, bool HasCollections, bool HasShowcase)
{
    /// <summary>Warnings of its imports that nobody has acknowledged.</summary>
    public int OpenWarnings { get; init; }

    public static InventoryReadiness Nothing { get; } = new(false, false, false, false);
}

/// <summary>One line of the publish checklist.</summary>
/// <param name="Code">Stable: "details", "admin", "inventory", "warnings", "collections", "showcase", "pipeline", "policies".</param>
/// <param name="Section">The section of the admin page that mends it.</param>
/// <param name="Title">What must be so.</param>
/// <param name="IsDone">It is so.</param>
/// <param name="Open">What is missing; empty when done.</param>
/// <param name="Anchor">Id, in the page of the section, of what mends it; empty for the section as a whole.</param>
public sealed record ChecklistLine(string Code, string Section, string Title, bool IsDone, string Open, string Anchor = "");

/// <summary>What the checklist looks at besides the inventory: the same for the aggregate and for a page that does not load it.</summary>
public sealed record ChecklistFacts(EnvironmentDetails Details, int Admins, ShowcaseMode? Showcase, IReadOnlyList<StepFacts> Steps, bool ArePoliciesConfirmed);

/// <param name="Reviewers">How many could decide now: <see cref="EligibleReviewers"/>.</param>
public sealed record StepFacts(string Id, string Name, int Quorum, int Reviewers);

public static class PublishChecklist
{
    public static IReadOnlyList<ChecklistLine> Of(ChecklistFacts environment, InventoryReadiness inventory) =>
    [
        Line("details", "details", "Details are complete", environment.Details.AreComplete,
            "Give a name, a description and a contact.", FirstMissing(environment.Details)),
        Line("admin", "members", "There is an admin", environment.Admins > 0,
            "Add an admin.", "admins-title"),
        Line("inventory", "inventory", "There is a valid tabular or file inventory", inventory.HasTabular || inventory.HasFiles,
            "Upload a tabular inventory or a file inventory, and mend what the report says.", "upload"),
        Line("warnings", "inventory", "Warnings are acknowledged", inventory.OpenWarnings == 0,
            inventory.OpenWarnings == 1 ? "Read the warning about the inventory and acknowledge it." : $"Read the {inventory.OpenWarnings:N0} kinds of warnings about the inventory and acknowledge them.", "warnings"),
        Line("collections", "inventory", "Data collections are valid", inventory.HasCollections,
            "Upload the data collections that researchers choose from.", "upload"),
        Showcase(environment, inventory),
        Pipeline(environment),
        Line("policies", "policies", "Policies are confirmed", environment.ArePoliciesConfirmed,
            "Look at the policies and confirm them.", "policies-title"),
    ];

    private static ChecklistLine Showcase(ChecklistFacts environment, InventoryReadiness inventory)
    {
        var open = environment.Showcase switch
        {
            null => "Choose a showcase, or \"none\" on purpose.",
            ShowcaseMode.Curated when !inventory.HasShowcase => "Upload the showcase dataset, or choose another mode.",
            ShowcaseMode.Inventory when !inventory.HasTabular => "This mode shows the tabular inventory, and there is none.",
            _ => "",
        };
        return Line("showcase", "inventory", "A showcase is there, or \"none\" was chosen", open.Length == 0, open, "showcase-title");
    }

    private static string FirstMissing(EnvironmentDetails details) =>
        details.Name.Length == 0 ? "details-name" : details.Description.Length == 0 ? "details-description" : "details-contact";

    private static ChecklistLine Pipeline(ChecklistFacts environment)
    {
        var thin = environment.Steps.FirstOrDefault(step => step.Reviewers < step.Quorum);
        var open = environment.Steps.Count == 0 ? "Add at least one review step."
            : thin is null ? ""
            : $"Step \"{thin.Name}\" needs {thin.Quorum} reviewers who may decide now, and has {thin.Reviewers}.";
        return Line("pipeline", "pipeline", "Each review step has enough reviewers", open.Length == 0, open, thin is null ? "add-step-title" : $"step-{thin.Id}");
    }

    private static ChecklistLine Line(string code, string section, string title, bool isDone, string open, string anchor) =>
        new(code, section, title, isDone, isDone ? "" : open, isDone ? "" : anchor);
}
