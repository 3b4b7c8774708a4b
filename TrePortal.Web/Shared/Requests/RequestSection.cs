using TrePortal.Domain.Requests;

namespace TrePortal.Web.Shared.Requests;

/// <summary>The sections of a request, in the order in which they are filled in.</summary>
public enum RequestSection
{
    About,
    Cohort,
    Data,
    Collaborators,
    Attachments,
    Summary,
}

public static class RequestSections
{
    public static IReadOnlyList<RequestSection> All { get; } = Enum.GetValues<RequestSection>();

    public static string Title(this RequestSection section) => section switch
    {
        RequestSection.About => RequestWords.About,
        RequestSection.Cohort => RequestWords.Cohort,
        RequestSection.Data => RequestWords.Data,
        RequestSection.Collaborators => RequestWords.Collaborators,
        RequestSection.Attachments => AttachmentWords.Title,
        _ => RequestWords.SummaryAndDeclaration,
    };

    /// <summary>Where a problem of <see cref="RequestContent"/> is mended.</summary>
    public static RequestSection Of(string field) => field switch
    {
        nameof(RequestContent.Cohort) => RequestSection.Cohort,
        nameof(RequestContent.Collections) => RequestSection.Data,
        nameof(RequestContent.Collaborators) => RequestSection.Collaborators,
        nameof(RequestContent.Attachments) => RequestSection.Attachments,
        nameof(RequestContent.IsDeclared) => RequestSection.Summary,
        _ => RequestSection.About,
    };

    /// <summary>As it stands in an address.</summary>
    public static string Part(this RequestSection section) => Domain.Kernel.PlainWords.Kebab(section.ToString());

    public static RequestSection Parse(string? part) => Enum.TryParse<RequestSection>(part, ignoreCase: true, out var section) && Enum.IsDefined(section) ? section : RequestSection.About;
}
