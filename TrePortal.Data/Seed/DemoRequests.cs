using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Requests;
using TrePortal.Domain.Reviews;

namespace TrePortal.Data.Seed;

/// <summary>
/// Requests in every state, made as their people would make them: most on the active environment; on the Heart study,
/// which then goes into maintenance, those that its policies end.
/// </summary>
internal sealed class DemoRequests(IDbContextFactory<PortalDbContext> contexts) : IDemoStep
{
    public int Order => 300;

    public async Task RunAsync(DemoActors actors, CancellationToken cancellation)
    {
        var handle = await HandleAsync(cancellation);
        if (handle is null)
        {
            return; // nothing to ask for
        }

        await DraftAsync(actors, handle, "researcher1", Text("Alcohol and early fibrosis", "Whether moderate drinking goes with early scarring of the liver.") with { Purpose = "", IsDeclared = false }, cancellation);
        var waiting = await DraftAsync(actors, handle, "researcher1", Text("Statins and liver outcomes", "Whether people on statins reach liver outcomes later."), cancellation);
        await NameAsync(actors, waiting, "researcher1", "collaborator1", cancellation);
        await SubmitAsync(actors, waiting, "researcher1", cancellation);

        var returned = await DraftAsync(actors, handle, "researcher2", Text("Body weight over ten years", "How weight changes before a diagnosis of the liver."), cancellation);
        await SubmitAsync(actors, returned, "researcher2", cancellation);
        await DecideAsync(actors, returned, new Verdict(1, DecisionOutcome.Reject, "Say which outcome is measured, and leave out the fields that the question does not need."), onlyFirst: true, cancellation);

        var approved = await DraftAsync(actors, handle, "researcher1", Text("Risk score for liver disease", "A score that tells who should be examined first."), cancellation);
        await NameAsync(actors, approved, "researcher1", "collaborator1", cancellation);
        await SubmitAsync(actors, approved, "researcher1", cancellation);
        await DecideAsync(actors, approved, new Verdict(1, DecisionOutcome.Approve, "Clear purpose, and no more data than it needs."), onlyFirst: false, cancellation);
        await CreateProjectAsync(actors, approved, cancellation);

        var withdrawn = await DraftAsync(actors, handle, "researcher2", Text("Coffee and the liver", "Whether coffee protects the liver."), cancellation);
        await SubmitAsync(actors, withdrawn, "researcher2", cancellation);
        await using (var scope = await actors.AsAsync("researcher2", cancellation))
        {
            DemoActors.Must(await scope.ServiceProvider.GetRequiredService<AccessRequestCommands>().WithdrawAsync(withdrawn, version: null, cancellation));
        }

        await EndAsync(actors, handle, Text("Sleep and liver fat", "Whether short nights go with fat in the liver."), "researcher2", (commands, id) =>
            commands.CloseAsync(id, "We found no association and have written it up. The code of the analysis is public.", version: null, cancellation), cancellation);
        await EndAsync(actors, handle, Text("Postcodes and the liver", "Whether where people live goes with liver disease."), "treadmin", (commands, id) =>
            commands.RevokeAsync(id, "The ethics approval of the study ended early, so the data may not be worked with any longer.", version: null, cancellation), cancellation);

        await AskForHeartAsync(actors, cancellation);
        await DemoEnvironments.StageHeartAsync(actors, cancellation);
    }

    private async Task EndAsync(
        DemoActors actors, string handle, RequestContent content, string by, Func<AccessRequestCommands, AccessRequestId, Task<Result<long>>> end, CancellationToken cancellation)
    {
        var id = await DraftAsync(actors, handle, "researcher2", content, cancellation);
        await SubmitAsync(actors, id, "researcher2", cancellation);
        await DecideAsync(actors, id, new Verdict(1, DecisionOutcome.Approve, "No more data than it needs."), onlyFirst: false, cancellation);
        await using var scope = await actors.AsAsync(by, cancellation);
        DemoActors.Must(await end(scope.ServiceProvider.GetRequiredService<AccessRequestCommands>(), id));
    }

    private async Task AskForHeartAsync(DemoActors actors, CancellationToken cancellation)
    {
        var waiting = await DraftAsync(actors, DemoEnvironments.Heart, "researcher2", Text("Schooling and the heart", "Whether years of schooling go with heart disease."), cancellation);
        await SubmitAsync(actors, waiting, "researcher2", cancellation);

        var rejected = await DraftAsync(actors, DemoEnvironments.Heart, "researcher1", Text("Premiums by risk of the heart", "A table of risks for an insurer."), cancellation);
        await SubmitAsync(actors, rejected, "researcher1", cancellation);
        var verdict = new Verdict(1, DecisionOutcome.Reject, "The participants consented to research for the public good; pricing insurance is not that.", IsFinal: true);
        await DecideAsync(actors, rejected, verdict, onlyFirst: true, cancellation);

        var expired = await DraftAsync(actors, DemoEnvironments.Heart, "researcher1", Text("Pulse at rest", "Whether the pulse at rest foretells heart disease."), cancellation);
        await SubmitAsync(actors, expired, "researcher1", cancellation);
        await DecideAsync(actors, expired, new Verdict(1, DecisionOutcome.Approve, "A clear question."), onlyFirst: false, cancellation);
        await ExpireAsync(actors, expired, cancellation);
    }

    /// <summary>A year cannot be waited for, so the approval is dated back; that its access is over then is the portal's own finding.</summary>
    private async Task ExpireAsync(DemoActors actors, AccessRequestId id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var request = await db.Set<AccessRequest>().AsNoTracking().SingleAsync(row => row.Id == id, cancellation);
        var longAgo = request.ApprovedAt!.Value.AddDays(-400);
        await db.Set<AccessRequest>().Where(row => row.Id == id).ExecuteUpdateAsync(row => row.SetProperty(item => item.ApprovedAt, longAgo), cancellation);
        await using var scope = actors.AsOperator();
        DemoActors.Must(await scope.ServiceProvider.GetRequiredService<AccessTermCommands>().KeepAsync(id, request.Environment, cancellation));
    }

    /// <summary>The workers deliver it once the portal answers.</summary>
    private static async Task CreateProjectAsync(DemoActors actors, AccessRequestId approved, CancellationToken cancellation)
    {
        await using var scope = await actors.AsAsync("researcher1", cancellation);
        DemoActors.Must(await scope.ServiceProvider.GetRequiredService<DispensalCommands>().CreateProjectAsync(approved, "Liver risk score", dispense: true, cancellation));
    }

    private static RequestContent Text(string title, string summary) => RequestContent.Empty with
    {
        Title = title,
        PublicSummary = summary,
        Purpose = summary + "\n\nWe describe the cohort, fit a survival model, and check it on a part of the data that was set aside before.",
        ExpectedOutputs = "One paper with aggregated tables and the code of the analysis.",
        StartsOn = new DateOnly(2027, 1, 4),
        EndsOn = new DateOnly(2028, 12, 29),
        Cohort = CohortChoice.Everyone,
        IsDeclared = true,
    };

    private async Task<string?> HandleAsync(CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        return await db.Set<ResearchEnvironment>()
            .Where(environment => environment.State == EnvironmentState.Active && environment.ActiveVersion != null)
            .OrderBy(environment => environment.CreatedAt).Select(environment => environment.Handle).FirstOrDefaultAsync(cancellation);
    }

    /// <summary>With the required collections and the first other one.</summary>
    private static async Task<AccessRequestId> DraftAsync(DemoActors actors, string handle, string owner, RequestContent content, CancellationToken cancellation)
    {
        await using var scope = await actors.AsAsync(owner, cancellation);
        var commands = scope.ServiceProvider.GetRequiredService<AccessRequestCommands>();
        var id = DemoActors.Must(await commands.StartAsync(handle, content, cancellation));
        var reader = await scope.ServiceProvider.GetRequiredService<ICurrentActor>().GetAsync(cancellation);
        var request = (await scope.ServiceProvider.GetRequiredService<IAccessRequestQueries>().FindAsync(id, reader, cancellation))!;
        var offer = await scope.ServiceProvider.GetRequiredService<IRequestPreview>().OfferAsync(request, pinned: null, cancellation);
        var chosen = offer.Collections.Where(collection => !collection.IsRequired).Take(1).Select(collection => new CollectionChoice(collection.Id)).ToList();
        DemoActors.Must(await commands.EditAsync(id, content with { Collections = offer.Complete(chosen) }, version: null, cancellation));
        return id;
    }

    private static async Task NameAsync(DemoActors actors, AccessRequestId id, string owner, string collaborator, CancellationToken cancellation)
    {
        await using var scope = await actors.AsAsync(owner, cancellation);
        DemoActors.Must(await scope.ServiceProvider.GetRequiredService<AccessRequestCommands>().AddCollaboratorAsync(id, collaborator, version: null, cancellation));
    }

    private static async Task SubmitAsync(DemoActors actors, AccessRequestId id, string owner, CancellationToken cancellation)
    {
        await using var scope = await actors.AsAsync(owner, cancellation);
        DemoActors.Must(await scope.ServiceProvider.GetRequiredService<AccessRequestCommands>().SubmitAsync(id, version: null, cancellation));
    }

    /// <summary>Each open step is decided by as many of its reviewers as it needs, until the request leaves the review.</summary>
    private async Task DecideAsync(DemoActors actors, AccessRequestId id, Verdict verdict, bool onlyFirst, CancellationToken cancellation)
    {
        while (await NextAsync(id, cancellation) is { } next)
        {
            await using var scope = await actors.AsAsync(next.UserName, cancellation);
            DemoActors.Must(await scope.ServiceProvider.GetRequiredService<ReviewCommands>().DecideAsync(id, next.Step, verdict, cancellation));
            if (onlyFirst)
            {
                return;
            }
        }
    }

    private async Task<(string UserName, string Step)?> NextAsync(AccessRequestId id, CancellationToken cancellation)
    {
        await using var db = await contexts.CreateDbContextAsync(cancellation);
        var request = await db.Set<AccessRequest>().AsNoTracking().SingleAsync(row => row.Id == id, cancellation);
        var environment = await db.Set<ResearchEnvironment>().AsNoTracking().SingleAsync(row => row.Id == request.Environment, cancellation);
        foreach (var reviewer in environment.Steps.SelectMany(step => step.Reviewers))
        {
            if (request.StepsFor(reviewer.Person, environment).FirstOrDefault() is { } open)
            {
                return (await db.Set<Person>().Where(person => person.Id == reviewer.Person).Select(person => person.UserName).SingleAsync(cancellation), open.Step);
            }
        }

        return null;
    }
}
