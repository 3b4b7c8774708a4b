using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Disclosure;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;
using TrePortal.Web.Features.Cohorts;

namespace TrePortal.Tests.Cohorts;

/// <summary>A small showcase by hand: people with sex, age and conditions, and their events.</summary>
internal static class ShowcasePageParts
{
    private static readonly string[] Codes = ["in", "not-in", "is", "exists", "not-exists"];

    private static readonly string[] Comparisons = ["is", "between", "greater-than", "greater-than-eq", "less-than", "less-than-eq", "exists", "not-exists"];

    public static ShowcaseField Sex { get; } = new("person.sex", "person", "Sex", "", "", [], FieldKind.Category, false, false, Codes, [new("f", "Female"), new("m", "Male")], [], true, false);

    public static ShowcaseField Age { get; } = new("person.age", "person", "Age", "", "years", [], FieldKind.Integer, false, false, Comparisons, [], ["40", "50", "60", "70"], true, false);

    public static ShowcaseField Conditions { get; } = new(
        "person.conditions", "person", "Conditions", "", "", [], FieldKind.MultiSelect, true, false, ["any", "all", "exists", "not-exists"],
        [new("heart", "Heart disease"), new("stroke", "Stroke", "heart"), new("lung", "Lung disease")], [], true, IsExploreOnly: true);

    public static ShowcaseField EventCondition { get; } = Conditions with { Address = "event.condition", Entity = "event", Title = "Condition", Kind = FieldKind.Category, Operators = Codes, IsExploreOnly = false };

    public static ShowcaseField EventDay { get; } = Age with { Address = "event.day", Entity = "event", Title = "Day", Units = "days", Edges = ["-100", "0", "100"] };

    public static CohortWorkbench Bench(DisclosurePolicy? policy = null) => new(new ShowcaseView(
        "tre-heart", "Heart", 1, ShowcaseMode.Inventory, policy ?? DisclosurePolicy.Standard, Gate.Publish(300),
        [new("person", "Person", "person", "persons", "", true, false, null), new("event", "Event", "event", "events", "", false, true, "person")],
        [Sex, Age, Conditions, EventCondition, EventDay], ["person.sex"], new QuestionBudget(0, 200, 0, 600, 0, 3000)));

    /// <summary>As the service publishes true counts.</summary>
    public static ShowcaseTile SexTile(int women, int men) => new(
        "person.sex", "Sex", "", FieldKind.Category, false, [new("Female", Gate.Publish(women), "f"), new("Male", Gate.Publish(men), "m")], [], null, Gate.Publish(0));

    public static ShowcaseTile AgeTile(params int[] bins) => new(
        "person.age", "Age", "years", FieldKind.Integer, false,
        [new("49 or less", Gate.Publish(bins[0]), To: "49"), new("50 to 59", Gate.Publish(bins[1]), From: "50", To: "59"), new("60 or more", Gate.Publish(bins[2]), From: "60")], [], null, Gate.Publish(0));

    private static DisclosureGate Gate { get; } = DisclosureGate.For(DisclosureTier.Standard);
}
