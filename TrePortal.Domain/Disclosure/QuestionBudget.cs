using TrePortal.Domain.Kernel;

namespace TrePortal.Domain.Disclosure;

/// <summary>How many different cohorts may still be asked about. It follows from what was asked, never from an answer.</summary>
/// <param name="UsedToday">By this person since midnight UTC.</param>
/// <param name="PerDay">What the tier allows a person in a day, with what was granted.</param>
/// <param name="UsedInAll">By this person over all releases of the environment.</param>
/// <param name="InAll">What the tier allows a person in all, with what was granted; null for any number.</param>
/// <param name="UsedByAll">By everybody on this release.</param>
/// <param name="ForAll">What all people together may ask of one release.</param>
public sealed record QuestionBudget(int UsedToday, int PerDay, int UsedInAll, int? InAll, int UsedByAll, int ForAll)
{
    /// <summary>Each authorized user brings so many questions to what everybody may ask of one release.</summary>
    public const int PerAuthorizedUser = 60;

    /// <summary>What everybody may ask of one release where few people are authorized.</summary>
    public const int LeastForAll = 3000;

    /// <summary>Questions left now.</summary>
    public int Left => Math.Max(0, Math.Min(PerDay - UsedToday, Math.Min((InAll ?? int.MaxValue) - UsedInAll, ForAll - UsedByAll)));

    /// <summary>What stops the next question; null when nothing does.</summary>
    public BudgetSpent? Refusal(DateTimeOffset now) =>
        UsedByAll >= ForAll ? new("Everybody together has asked as much of this release as its rules allow. Ask the contact of the environment.", null)
        : UsedInAll >= InAll ? new("You have asked about as many different cohorts as the rules of this environment allow one person. Ask its contact for more.", null)
        : UsedToday >= PerDay ? new("You have asked about as many different cohorts as one person may in a day. What you have seen stays open; go on tomorrow.", now.UtcDateTime.Date.AddDays(1) - now.UtcDateTime)
        : null;

    public static int EverybodysOn(int authorizedUsers) => Math.Max(LeastForAll, PerAuthorizedUser * authorizedUsers);
}

/// <summary>No more new questions for now. What was answered before can still be seen.</summary>
/// <param name="Why">For the person.</param>
/// <param name="RetryAfter">When the next day begins; null when waiting does not help.</param>
public sealed record BudgetSpent(string Why, TimeSpan? RetryAfter) : Error("budget-spent", Why);

/// <summary>What the rules allow, before it is compared with what was asked.</summary>
/// <param name="PerDay">Questions of one person in a day.</param>
/// <param name="InAll">Questions of one person over all releases; null for any number.</param>
/// <param name="ForAll">Questions of everybody on one release.</param>
public sealed record QuestionLimits(int PerDay, int? InAll, int ForAll)
{
    /// <summary>Of a tier.</summary>
    /// <param name="policy">The tier's settings.</param>
    /// <param name="authorizedUsers">People who may ask.</param>
    /// <param name="granted">Questions that admins gave beyond the rules.</param>
    public static QuestionLimits Of(DisclosurePolicy policy, int authorizedUsers, GrantedQuestions granted) => new(
        policy.QuestionsPerDay + granted.ToPerson, policy.QuestionsInAll + granted.ToPerson, QuestionBudget.EverybodysOn(authorizedUsers) + granted.ToEverybody);
}

/// <summary>Questions given beyond the rules. What one person was given must not use up what is there for the others.</summary>
/// <param name="ToPerson">To the one who asks.</param>
/// <param name="ToEverybody">To all people of the environment together.</param>
public readonly record struct GrantedQuestions(int ToPerson, int ToEverybody);
