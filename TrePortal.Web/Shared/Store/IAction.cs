namespace TrePortal.Web.Shared.Store;

/// <summary>Something that was asked for (imperative) or that has happened (past tense). A sealed record.</summary>
public interface IAction;
