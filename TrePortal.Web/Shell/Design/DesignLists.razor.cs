using Microsoft.AspNetCore.Components;

namespace TrePortal.Web.Shell.Design;

public sealed partial class DesignLists
{
    private const string Markdown = """
        ## What it holds

        Visits, laboratory results and **imaging files** of people followed since 2004. See the
        [protocol](https://example.org/protocol) and write to <mailto:data@example.org>.

        - Consent covers cardiovascular research
        - Small counts are *not* shown

        | Entity | Rows |
        |---|---|
        | visit | 80,112 |
        """;

    private static readonly (string Name, string Organization, string State, string Text, string People, string Standing)[] Cards =
    [
        ("Nordic Heart Cohort", "Northern Heart Institute", "Active", "Visits, laboratory results and imaging of people followed since 2004 in five hospitals, with linked prescriptions and causes of death.", "17,550", "You may request"),
        ("Rare Kidney Registry", "Lakeside University Hospital", "Maintenance", "A registry of rare kidney disease with biopsies read twice.", "about 1,240", "Under maintenance"),
        ("Sleep and Metabolism", "Institute of Physiology", "Draft", "Polysomnography with continuous glucose measurement over two weeks.", "320", "Only admins see this"),
    ];

    private static readonly (string Title, string Reference, string State, string People, TimeSpan Age)[] Rows =
    [
        ("Statins and kidney function in people over seventy", "AR-2026-0147", "InReview", "1,240", TimeSpan.FromMinutes(12)),
        ("Sleep apnoea after stroke", "AR-2026-0139", "InRevision", "410", TimeSpan.FromHours(30)),
        ("Polygenic scores across the Nordics", "AR-2026-0102", "Approved", "17,550", TimeSpan.FromDays(40)),
        ("A withdrawn idea", "AR-2026-0098", "Withdrawn", "90", TimeSpan.FromDays(61)),
    ];

    [Inject]
    public required TimeProvider Clock { get; init; }
}
