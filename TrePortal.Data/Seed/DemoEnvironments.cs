using System.Text;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;

namespace TrePortal.Data.Seed;

/// <summary>The demonstration's environments: one active, one in draft, one under maintenance, made as an admin would make them.</summary>
internal sealed class DemoEnvironments : IDemoStep
{
    public const string Biobank = "tre-northfield-biobank";
    public const string Heart = "tre-northfield-heart";
    public const string Liver = "tre-northfield-liver";

    private const string Admin = "treadmin";

    public int Order => 200;

    public async Task RunAsync(DemoActors actors, CancellationToken cancellation)
    {
        await using var scope = await actors.AsAsync(Admin, cancellation);
        var maker = new Maker(scope.ServiceProvider, cancellation);
        await MakeBiobankAsync(maker);
        await MakeHeartAsync(maker);
        await MakeLiverAsync(maker);
    }

    private static async Task MakeBiobankAsync(Maker maker)
    {
        var biobank = new DemoBiobank(seed: 20261121, participants: 20_000);
        await maker.CreateAsync(Biobank, "Northfield Biobank", new EnvironmentDetails("Northfield Biobank",
            """
            20,000 volunteers from five regions, seen once at baseline and followed through hospital records.

            ### What is in it
            - **Participants**: who they are, how they live, what was measured
            - **Hospital visits**: every stay of at least one night
            - **Laboratory results**: lipids, glucose, liver enzymes
            - **Electrocardiograms** of some participants

            All of it is invented for this demonstration.
            """,
            "Biobank office, biobank@example.org", ["cohort", "hospital records", "laboratory", "lifestyle"], ["Cardiology", "Metabolism", "Population health"]));
        await maker.GovernAsync(Biobank, ["researcher1", "researcher2"]);
        await maker.ImportAsync(Biobank, 1, ("tabular.zip", biobank.Tabular()), ("showcase.zip", biobank.Showcase()), ("files.zip", biobank.Files(tracings: 240)), Collections());
        await maker.PublishAsync(Biobank, ShowcaseMode.Curated, new Policies(0, DisclosureTier.Standard));
        await maker.AddDocumentAsync(Biobank, "how-to-cite.md", "How to cite the biobank",
            "# How to cite the biobank\n\nName the biobank, the inventory version and the reference of your request in every publication.\n");
    }

    private static async Task MakeHeartAsync(Maker maker)
    {
        var study = new DemoBiobank(seed: 7, participants: 2_400);
        await maker.CreateAsync(Heart, "Northfield Heart Study", new EnvironmentDetails("Northfield Heart Study",
            "2,400 invented people with and without heart disease. A second release is being prepared; the first stays open for exploring.",
            "Heart study team, heart@example.org", ["heart", "case-control"], ["Cardiology"]));
        await maker.GovernAsync(Heart, ["researcher1", "researcher2"]);
        await maker.ImportAsync(Heart, 1, ("tabular.zip", study.Tabular()), ("files.zip", study.Files(tracings: 40)), Collections());
        await maker.PublishAsync(Heart, ShowcaseMode.Inventory, new Policies(0, DisclosureTier.Strict) { MaximumCollaborators = 5 });
        await maker.ChangePoliciesAsync(Heart, policies => policies with { FinalRejectionAllowed = true, MaximumCollaborators = 8 }, "The data access committee may reject for good.");
        await maker.ChangePoliciesAsync(Heart, policies => policies with { AccessTermDays = 365 }, "Consent covers one year of analysis.");
    }

    /// <summary>The next release of the Heart study, which people have asked for by then.</summary>
    internal static async Task StageHeartAsync(DemoActors actors, CancellationToken cancellation)
    {
        await using var scope = await actors.AsAsync(Admin, cancellation);
        var maker = new Maker(scope.ServiceProvider, cancellation);
        var collections = DemoDictionary.Collections
            .Replace("\"title\": \"Laboratory\"", "\"title\": \"Blood tests\"", StringComparison.Ordinal)
            .Replace("\"participant.education\", \"participant.employment\"", "\"participant.employment\"", StringComparison.Ordinal);
        await maker.DeactivateAsync(Heart);
        await maker.ImportAsync(Heart, 2, ("tabular.zip", new DemoBiobank(seed: 8, participants: 2_900).Tabular()), ("data_collections.json", Text(collections)));
        await maker.DescribeVersionAsync(Heart, 2, "Release 2026.2", "500 more participants. Education is no longer given out.\n\nThe electrocardiograms are those of the first release.");
    }

    private static async Task MakeLiverAsync(Maker maker)
    {
        await maker.CreateAsync(Liver, "Northfield Liver Registry", new EnvironmentDetails("Northfield Liver Registry",
            "A registry in preparation.", "", ["liver"], ["Hepatology"]));
        var broken = DemoDictionary.Collections
            .Replace("participant.employment", "participant.profession", StringComparison.Ordinal)
            .Replace("\"lab_result\"", "\"biopsy\"", StringComparison.Ordinal);
        await maker.ImportAsync(Liver, 1, ("tabular.zip", new DemoBiobank(seed: 9, participants: 300).Tabular()), ("data_collections.json", Text(broken)));
    }

    private static (string Name, MemoryStream Content) Collections() => ("data_collections.json", Text(DemoDictionary.Collections));

    private static MemoryStream Text(string text) => new(Encoding.UTF8.GetBytes(text));

    /// <summary>An admin's hands.</summary>
    private sealed class Maker(IServiceProvider services, CancellationToken cancellation)
    {
        private readonly EnvironmentCommands _environments = services.GetRequiredService<EnvironmentCommands>();
        private readonly MembershipCommands _members = services.GetRequiredService<MembershipCommands>();
        private readonly LifecycleCommands _life = services.GetRequiredService<LifecycleCommands>();
        private readonly InventoryCommands _inventory = services.GetRequiredService<InventoryCommands>();
        private readonly VersionCommands _versions = services.GetRequiredService<VersionCommands>();

        public async Task CreateAsync(string handle, string name, EnvironmentDetails details)
        {
            var me = await services.GetRequiredService<ICurrentActor>().GetAsync(cancellation);
            var organizations = await services.GetRequiredService<IEnvironmentAdminQueries>().OrganizationsForNewAsync(me, cancellation);
            DemoActors.Must(await _environments.CreateAsync(new NewEnvironment(handle, name, organizations[0].Id, "eu-north"), cancellation));
            DemoActors.Must(await _environments.DescribeAsync(handle, details, null, cancellation));
        }

        public async Task GovernAsync(string handle, IReadOnlyList<string> researchers)
        {
            var lines = researchers.Concat(["reviewer1", "reviewer2", "reviewer3"]).Select(name => new AuthorizationLine(name)).ToList();
            DemoActors.Must(await _members.AuthorizeAsync(handle, lines, cancellation));
            await StepAsync(handle, new StepDraft("governance", "Data governance", "Is the purpose allowed, and is no more asked for than it needs?", 1), "reviewer1", "reviewer3");
            await StepAsync(handle, new StepDraft("science", "Scientific review", "Can the question be answered with these data?", 1), "reviewer2", "reviewer3");
        }

        public async Task ImportAsync(string handle, int number, params IReadOnlyList<(string Name, MemoryStream Content)> files)
        {
            await using var upload = services.GetRequiredService<IUploads>().Begin();
            foreach (var (name, content) in files)
            {
                await using (content)
                {
                    DemoActors.Must(await upload.ReceiveAsync(name, into: null, content, cancellation));
                }
            }

            DemoActors.Must(await _inventory.ImportAsync(handle, number, DemoActors.Must(upload.Assets(fileRoot: null)), cancellation));
            upload.Keep();
            await ActivatorUtilities.CreateInstance<JobRunner>(services).DrainAsync(cancellation); // the workers start after the demonstration
        }

        public async Task DescribeVersionAsync(string handle, int number, string label, string notes) =>
            DemoActors.Must(await _versions.DescribeAsync(handle, number, label, notes, null, cancellation));

        public async Task PublishAsync(string handle, ShowcaseMode showcase, Policies policies)
        {
            DemoActors.Must(await _environments.ChooseShowcaseAsync(handle, showcase, null, cancellation));
            DemoActors.Must(await _environments.SetPoliciesAsync(handle, policies, null, cancellation));
            DemoActors.Must(await _versions.AcknowledgeAsync(handle, 1, null, "Looked through: the people are invented.", null, cancellation));
            DemoActors.Must(await _life.PublishAsync(handle, null, cancellation));
        }

        public async Task ChangePoliciesAsync(string handle, Func<Policies, Policies> change, string note)
        {
            var me = await services.GetRequiredService<ICurrentActor>().GetAsync(cancellation);
            var present = (await services.GetRequiredService<IPolicyQueries>().FindAsync(handle, me, cancellation))!.Policies;
            DemoActors.Must(await services.GetRequiredService<PolicyCommands>().SetAsync(handle, new PolicyDraft(change(present), Note: note), null, cancellation));
        }

        public async Task AddDocumentAsync(string handle, string fileName, string title, string text)
        {
            await using var content = Text(text);
            var file = DemoActors.Must(await services.GetRequiredService<IDocumentStore>().ReceiveAsync(fileName, content, cancellation));
            DemoActors.Must(await services.GetRequiredService<DocumentCommands>().AddAsync(handle, file, title, cancellation));
        }

        public async Task DeactivateAsync(string handle) => DemoActors.Must(await _life.DeactivateAsync(handle, null, cancellation));

        private async Task StepAsync(string handle, StepDraft step, params IReadOnlyList<string> reviewers)
        {
            DemoActors.Must(await _environments.AddStepAsync(handle, step, null, cancellation));
            foreach (var reviewer in reviewers)
            {
                DemoActors.Must(await _members.AssignReviewerAsync(handle, step.Id, reviewer, null, cancellation));
            }
        }
    }
}
