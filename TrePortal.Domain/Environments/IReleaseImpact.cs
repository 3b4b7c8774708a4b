using System.Text.Json;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Environments;

/// <summary>Finds what a next version would break (spec.md I5). The rooms above own requests, cohorts and projects.</summary>
public interface IReleaseImpact
{
    /// <param name="environment">Whose requests, cohorts and projects.</param>
    /// <param name="before">The active version.</param>
    /// <param name="after">The version that would become active.</param>
    /// <param name="cancellation">Bounds waiting.</param>
    Task<ReleaseImpact> OfAsync(EnvironmentId environment, InventoryVersion before, InventoryVersion after, CancellationToken cancellation);
}

public enum ImpactKind
{
    /// <summary>Submitted or approved, and not ended.</summary>
    Request,

    /// <summary>Open; its next dispensal would be refused.</summary>
    Project,

    /// <summary>Never submitted: private to its owner, so counted only.</summary>
    Drafts,

    /// <summary>Saved cohorts: private to their owner, so counted only.</summary>
    Cohorts,
}

/// <param name="Kind">What is affected.</param>
/// <param name="Id">Of the request or project; null for what is only counted.</param>
/// <param name="Name">Reference and title of a request, name of a project; empty for what is only counted.</param>
/// <param name="Owner">Display name.</param>
/// <param name="Count">1, or how many of that owner.</param>
/// <param name="Losses">What it uses that goes; empty for what is private.</param>
public sealed record ImpactItem(ImpactKind Kind, Guid? Id, string Name, string Owner, int Count, IReadOnlyList<InventoryLoss> Losses);

/// <summary>Everything that a reactivation would affect.</summary>
public sealed record ReleaseImpact(IReadOnlyList<ImpactItem> Items)
{
    public static ReleaseImpact None { get; } = new([]);

    public bool IsNone => Items.Count == 0;

    /// <summary>What a confirmation refers to: another list has another hash.</summary>
    public string Hash => Kernel.Hash.Of(JsonSerializer.Serialize(Items.Select(item => new object?[]
    {
        item.Kind.ToString(), item.Id, item.Owner, item.Count, item.Losses.Select(loss => loss.ToString()),
    })));

    /// <summary>What is affected, in words.</summary>
    public string Words => string.Join("; ", Items.Select(item => item.Kind switch
    {
        ImpactKind.Request => $"request {item.Name}",
        ImpactKind.Project => $"project {item.Name}",
        ImpactKind.Drafts => item.Count == 1 ? $"a draft of {item.Owner}" : $"{item.Count} drafts of {item.Owner}",
        _ => item.Count == 1 ? $"a saved cohort of {item.Owner}" : $"{item.Count} saved cohorts of {item.Owner}",
    }));
}

/// <summary>The next version breaks something, and nobody has confirmed that yet.</summary>
public sealed record ImpactNotConfirmed(ReleaseImpact Impact)
    : Error("impact-not-confirmed", $"The next version takes away what is in use: {Impact.Words}. Look at the impact and confirm it.");
