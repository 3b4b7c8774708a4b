using System.Net;
using System.Net.Sockets;

namespace TrePortal.Tests.Support;

/// <summary>A line between a browser and the portal that can be cut: open connections break, new ones are refused, until it is mended.</summary>
internal sealed class CutLine : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly int _portal;
    private readonly Task _accepting;
    private volatile bool _isCut;
    private CancellationTokenSource _line = new();

    public CutLine(int portal)
    {
        _portal = portal;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public Uri Address => new($"http://localhost:{((IPEndPoint)_listener.LocalEndpoint).Port}");

    public async Task CutAsync()
    {
        _isCut = true;
        await _line.CancelAsync();
    }

    public void Mend()
    {
        _line = new CancellationTokenSource();
        _isCut = false;
    }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        await _line.CancelAsync();
        _listener.Stop();
        await _accepting;
        _end.Dispose();
        _line.Dispose();
    }

    private async Task AcceptAsync()
    {
        while (!_end.IsCancellationRequested)
        {
            try
            {
                var visitor = await _listener.AcceptTcpClientAsync(_end.Token);
                _ = _isCut ? Task.Run(visitor.Dispose) : CarryAsync(visitor, _line.Token);
            }
            catch (Exception over) when (over is OperationCanceledException or SocketException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    private async Task CarryAsync(TcpClient visitor, CancellationToken cut)
    {
        using (visitor)
        using (var portal = new TcpClient())
        {
            try
            {
                await portal.ConnectAsync(IPAddress.Loopback, _portal, cut);
                var (here, there) = (visitor.GetStream(), portal.GetStream());
                await Task.WhenAny(here.CopyToAsync(there, cut), there.CopyToAsync(here, cut));
            }
            catch (Exception broken) when (broken is OperationCanceledException or IOException or SocketException)
            {
                // That is what a cut line does.
            }
        }
    }
}
