using System.Collections.Immutable;

namespace TrePortal.Web.Shared.Store;

/// <summary>Short words about what has just happened, newest last.</summary>
public sealed record ToastState(ImmutableList<Toast> Toasts, int Shown)
{
    /// <summary>More than this at once is a list, not a toast: the oldest leaves.</summary>
    public const int MostAtOnce = 4;

    public static ToastState Initial { get; } = new([], Shown: 0);

    public static ToastState Reduce(ToastState state, IAction action) => action switch
    {
        ShowToast show => state.With(show),
        DismissToast gone => state.Without(gone.Number),
        _ => state,
    };

    private ToastState With(ShowToast show)
    {
        var kept = Toasts.Count < MostAtOnce ? Toasts : Toasts.RemoveAt(0);
        return new(kept.Add(new(Shown, show.Tone, show.Text, show.Link)), Shown + 1);
    }

    private ToastState Without(int number)
    {
        var left = Toasts.RemoveAll(toast => toast.Number == number);
        return left == Toasts ? this : this with { Toasts = left };
    }
}

public sealed record Toast(int Number, Tone Tone, string Text, ToastLink? Link);

/// <summary>Where the person can look at what has happened.</summary>
public sealed record ToastLink(string Text, string Href);

public sealed record ShowToast(Tone Tone, string Text, ToastLink? Link = null) : IAction;

public sealed record DismissToast(int Number) : IAction;
