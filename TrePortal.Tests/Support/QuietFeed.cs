using TrePortal.Domain.Kernel;

namespace TrePortal.Tests.Support;

/// <summary>
/// Tells a page nothing. The real feed tells whoever subscribes what was announced just before, and the page then reads
/// again: right for people, wrong for a test that counts what a page asks once.
/// </summary>
internal sealed class QuietFeed : IChangeFeed
{
    public void Publish(Changed changed)
    {
    }

    public IDisposable Subscribe(Action<Changed> heard) => new Nothing();

    private sealed class Nothing : IDisposable
    {
        public void Dispose()
        {
        }
    }
}
