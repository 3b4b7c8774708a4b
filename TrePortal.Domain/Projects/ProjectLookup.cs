using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Domain.Projects;

/// <summary>A project that somebody may do something in, with what that was decided by.</summary>
public sealed record EnteredProject(Project Project, ResearchEnvironment Environment, AccessRequest Request, ProjectEntry Entry);

/// <summary>How every command gets into a project.</summary>
public static class ProjectLookup
{
    /// <summary>The project, if the actor may do this in it now: by role, term, network, terms of use and policy, in this order.</summary>
    public static async Task<Result<EnteredProject>> EnterAsync(this IWriteSession session, ProjectId id, ProjectAction action, CancellationToken cancellation)
    {
        if (await session.FindAsync<Project, ProjectId>(id, cancellation) is not { } project
            || await session.FindAsync<ResearchEnvironment, EnvironmentId>(project.Environment, cancellation) is not { } environment
            || await session.FindAsync<AccessRequest, AccessRequestId>(project.Request, cancellation) is not { } request)
        {
            return new NotFound("This project");
        }

        session.ActingAs = project.ActingAs(session.Actor);
        var entry = await ProjectEntry.ReadAsync(session, request, environment, cancellation);
        var allowed = project.May(action, session.Actor, environment, entry);
        return allowed.IsOk ? new EnteredProject(project, environment, request, entry) : allowed.Error;
    }
}

/// <summary>Going into a project, for readers: a refusal is in the audit log.</summary>
public sealed class ProjectEntryCommands(IWriteDoor door)
{
    /// <summary>What a query answered. When it refused, the refusal is put into the audit log by trying to enter.</summary>
    public async Task<Result<T>> KeptAsync<T>(ProjectId id, ProjectAction action, Result<T> answer, CancellationToken cancellation)
    {
        if (answer.Error is Forbidden)
        {
            await EnterAsync(id, action, cancellation);
        }

        return answer;
    }

    /// <summary>Changes nothing.</summary>
    public Task<Result> EnterAsync(ProjectId id, ProjectAction action, CancellationToken cancellation) =>
        door.RunAsync("project.enter", async (session, token) => new Result((await session.EnterAsync(id, action, token)).Error), cancellation);
}
