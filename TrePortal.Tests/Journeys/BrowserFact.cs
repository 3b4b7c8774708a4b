using TrePortal.Tests.Support;

namespace TrePortal.Tests.Journeys;

/// <summary>A journey; skipped, with that reason, where Chromium is absent.</summary>
public sealed class BrowserFactAttribute : FactAttribute
{
    private bool _needsSharedData;

    public BrowserFactAttribute() => Skip = Browser.WhyNot;

    /// <summary>Skipped without the shared data sets, too.</summary>
    public bool NeedsSharedData
    {
        get => _needsSharedData;
        set
        {
            _needsSharedData = value;
            Skip ??= value ? new SharedDataFactAttribute().Skip : null;
        }
    }
}
