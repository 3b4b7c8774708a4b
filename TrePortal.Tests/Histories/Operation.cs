using TrePortal.Domain.Kernel;
using TrePortal.Domain.Requests;

namespace TrePortal.Tests.Histories;

/// <summary>What one actor asks the portal to do, with texts that no other operation has.</summary>
/// <param name="Who">Null for the portal itself.</param>
/// <param name="On">The request; empty for the environment.</param>
internal abstract record Operation(PersonId? Who, Guid On);

/// <param name="Seen">The version token on which it was made; null when it does not ask.</param>
internal sealed record Edit(PersonId Me, Guid On, string Title, long? Seen) : Operation(Me, On);

internal sealed record Name(PersonId Me, Guid On, PersonId Person, string UserName, long? Seen) : Operation(Me, On);

internal sealed record Unname(PersonId Me, Guid On, PersonId Person, long? Seen) : Operation(Me, On);

internal sealed record Submit(PersonId Me, Guid On, long? Seen) : Operation(Me, On);

internal sealed record Withdraw(PersonId Me, Guid On, long? Seen) : Operation(Me, On);

internal sealed record Delete(PersonId Me, Guid On, long? Seen) : Operation(Me, On);

internal sealed record Decide(PersonId Me, Guid On, string Step, Verdict Verdict) : Operation(Me, On);

internal sealed record StepBack(PersonId Me, Guid On, string Reason) : Operation(Me, On);

internal sealed record HandOver(PersonId Me, Guid On, string Step, PersonId To) : Operation(Me, On);

internal sealed record PassOwnership(PersonId Me, Guid On, PersonId To, string Reason) : Operation(Me, On);

internal sealed record Revoke(PersonId Me, Guid On, string Reason, long? Seen) : Operation(Me, On);

internal sealed record Close(PersonId Me, Guid On, string Statement, long? Seen) : Operation(Me, On);

internal sealed record Say(PersonId Me, Guid On, string Text) : Operation(Me, On);

internal sealed record KeepTerm(Guid On) : Operation(null, On);

internal sealed record ToMaintenance(PersonId Me) : Operation(Me, Guid.Empty);

internal sealed record BackToActive(PersonId Me) : Operation(Me, Guid.Empty);

/// <summary>What the client's own record says of one operation: when it asked, when it heard, and what.</summary>
/// <param name="Asked">Tick of a clock that all actors share.</param>
/// <param name="Heard">Tick at which the answer was there.</param>
/// <param name="Refusal">Code of the refusal; null when it was done.</param>
/// <param name="Receipt">What was handed out for it: a version token, a state, the id of a message.</param>
internal sealed record Entry(Operation Operation, long Asked, long Heard, string? Refusal, object? Receipt)
{
    public bool IsDone => Refusal is null;

    public override string ToString() => $"[{Asked}..{Heard}] {Operation} -> {Refusal ?? $"done {Receipt}"}";
}
