using TrePortal.Domain.CollectionsEditor;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;
using TrePortal.Domain.ShowcaseBuilder;

namespace TrePortal.Web;

/// <summary>Registers the commands of the domain, which itself knows no container. Grouped by capability, one line each.</summary>
internal static class DomainServices
{
    public static void AddPortalDomain(this IServiceCollection services)
    {
        // Kernel
        services.AddScoped<JobCommands>();

        // People
        services.AddScoped<PeopleCommands>();
        services.AddScoped<OrganizationCommands>();
        services.AddScoped<InvitationCommands>();
        services.AddScoped<InvitationAnswers>();
        services.AddScoped<AccessTokenCommands>();

        // Environments
        services.AddScoped<EnvironmentCommands>();
        services.AddScoped<PolicyCommands>();
        services.AddScoped<MembershipCommands>();
        services.AddScoped<LifecycleCommands>();
        services.AddScoped<InventoryCommands>();
        services.AddScoped<DocumentCommands>();
        services.AddScoped<ConfigurationCommands>();
        services.AddScoped<EnvironmentRemovalCommands>();
        services.AddScoped<ShowcaseRecipeCommands>();
        services.AddScoped<VersionCommands>();
        services.AddScoped<WithdrawalCommands>();

        // Requests and reviews
        services.AddScoped<AccessRequestCommands>();
        services.AddScoped<MessageCommands>();
        services.AddScoped<EvidenceCommands>();
        services.AddScoped<Domain.Notifications.NotificationCommands>();
        services.AddScoped<Domain.Notifications.OutgoingMailCommands>();
        services.AddScoped<ReviewCommands>();
        services.AddScoped<AccessTermCommands>();
        services.AddScoped<ReminderCommands>();

        // Projects and dispensal
        services.AddScoped<DispensalCommands>();
        services.AddScoped<DispensedFileCommands>();
        services.AddScoped<ProjectEntryCommands>();
        services.AddScoped<OwnershipCommands>();
        services.AddScoped<TermsCommands>();
        services.AddScoped<WorkFileCommands>();

        // Collections editor
        services.AddScoped<CollectionsCommands>();
    }
}
