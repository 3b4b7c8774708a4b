using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Data.Requests;

internal sealed class AccessRequestConfiguration : IEntityTypeConfiguration<AccessRequest>
{
    public void Configure(EntityTypeBuilder<AccessRequest> builder)
    {
        builder.ToTable("AccessRequests");
        builder.Property(row => row.Id).ValueGeneratedNever();
        builder.Property(row => row.Reference).HasMaxLength(32);
        builder.Property(row => row.Title).HasMaxLength(255);
        builder.Property(row => row.Content).HasJson();
        builder.HasIndex(row => row.Reference).IsUnique();
        builder.HasIndex(row => new { row.Owner, row.UpdatedAt });
        builder.HasIndex(row => new { row.Owner, row.State, row.UpdatedAt });
        builder.HasIndex(row => new { row.Owner, row.Environment, row.State, row.UpdatedAt });
        builder.HasIndex(row => new { row.Owner, row.Environment, row.UpdatedAt });
        builder.HasIndex(row => new { row.Environment, row.State, row.SubmittedAt });
        builder.HasIndex(row => new { row.Environment, row.UpdatedAt });
        builder.OwnsMany(row => row.Collaborators, collaborator =>
        {
            collaborator.ToTable("RequestCollaborators");
            collaborator.WithOwner().HasForeignKey("Request");
            collaborator.HasKey("Request", nameof(RequestCollaborator.Person));
            collaborator.HasIndex(nameof(RequestCollaborator.Person));
        });
        builder.OwnsMany<RequestVersion>("_versions", version =>
        {
            version.ToTable("RequestVersions");
            version.WithOwner().HasForeignKey("Request");
            version.HasKey("Request", nameof(RequestVersion.Number));
            version.Property(row => row.Number).ValueGeneratedNever();
            version.Property(row => row.Content).HasJson();
            version.Property(row => row.Facts).HasJson();
            version.Property(row => row.Hash).HasMaxLength(64);
        });
        builder.OwnsOne(row => row.Ending, ending =>
        {
            ending.Property(row => row.By).HasColumnName("EndedBy");
            ending.Property(row => row.At).HasColumnName("EndedAt");
            ending.Property(row => row.Words).HasColumnName("EndingWords").HasMaxLength(RequestEnding.MostCharacters);
        });
        builder.Ignore(row => row.Versions);
        builder.Ignore(row => row.Latest);
        builder.Ignore(row => row.Approved);
        builder.Ignore(row => row.CurrentSteps);
        builder.OwnsMany(row => row.Steps, step =>
        {
            step.ToTable("RequestSteps");
            step.WithOwner().HasForeignKey("Request");
            step.HasKey("Request", nameof(RequestStep.RequestVersion), nameof(RequestStep.Step));
            step.Property(row => row.RequestVersion).ValueGeneratedNever();
            step.Property(row => row.Step).HasMaxLength(40).ValueGeneratedNever();
            step.Property(row => row.Name).HasMaxLength(120);
            step.HasIndex(nameof(RequestStep.State), nameof(RequestStep.Step));
        });
        builder.OwnsMany(row => row.Decisions, decision =>
        {
            decision.ToTable("RequestDecisions");
            decision.WithOwner().HasForeignKey("Request");
            decision.HasKey("Request", nameof(RequestDecision.RequestVersion), nameof(RequestDecision.Step), nameof(RequestDecision.Reviewer));
            decision.Property(row => row.RequestVersion).ValueGeneratedNever();
            decision.Property(row => row.Step).HasMaxLength(40).ValueGeneratedNever();
            decision.HasIndex(nameof(RequestDecision.Reviewer));
            decision.Property(row => row.Participants).HasMaxLength(40);
        });
        builder.OwnsMany(row => row.Passings, passing =>
        {
            passing.ToTable("RequestPassings");
            passing.WithOwner().HasForeignKey("Request");
            passing.HasKey("Request", nameof(OwnershipPassing.Number));
            passing.Property(row => row.Number).ValueGeneratedNever();
            passing.Property(row => row.Reason).HasMaxLength(RequestEnding.MostCharacters);
        });
        builder.OwnsMany(row => row.Recusals, recusal =>
        {
            recusal.ToTable("RequestRecusals");
            recusal.WithOwner().HasForeignKey("Request");
            recusal.HasKey("Request", nameof(RequestRecusal.Reviewer));
            recusal.Property(row => row.Reason).HasMaxLength(RequestRecusal.MostCharacters);
        });
        builder.OwnsMany(row => row.HandOvers, place =>
        {
            place.ToTable("RequestHandOvers");
            place.WithOwner().HasForeignKey("Request");
            place.HasKey("Request", nameof(RequestHandOver.Step), nameof(RequestHandOver.From));
            place.Property(row => row.Step).HasMaxLength(40).ValueGeneratedNever();
            place.HasIndex(nameof(RequestHandOver.To));
        });
    }
}
