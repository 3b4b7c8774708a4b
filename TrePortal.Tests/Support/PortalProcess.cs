using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TrePortal.Tests.Support;

/// <summary>
/// The portal as people run it: a process of its own, built from this tree, with a data root of its own. It can be killed
/// like a power cut and started again on the same data.
/// </summary>
public sealed class PortalProcess : IAsyncDisposable
{
    private readonly ConcurrentQueue<string> _output = new();
    private readonly Dictionary<string, string> _settings;
    private Process? _process;

    private PortalProcess(string dataRoot, int port, Dictionary<string, string> settings)
    {
        DataRoot = dataRoot;
        Port = port;
        _settings = settings;
    }

    public string DataRoot { get; }

    public int Port { get; }

    public Uri Address => new($"http://localhost:{Port}");

    public bool IsRunning => _process is { HasExited: false };

    /// <summary>The last lines that it printed, for the message of a failing test.</summary>
    public string Output => string.Join(Environment.NewLine, _output.TakeLast(60));

    /// <summary>All that it printed lately, some hundred lines.</summary>
    public string Printed => string.Join('\n', _output);

    /// <param name="settings">Environment variables such as <c>Portal__Demo</c>.</param>
    /// <param name="dataRoot">An existing data root, or null for a fresh one under the temporary folder.</param>
    public static async Task<PortalProcess> StartAsync(IReadOnlyDictionary<string, string>? settings = null, string? dataRoot = null)
    {
        var root = dataRoot ?? Directory.CreateTempSubdirectory("portal-").FullName;
        var portal = new PortalProcess(root, FreePort(), new Dictionary<string, string>(settings ?? new Dictionary<string, string>()));
        await portal.StartAsync();
        return portal;
    }

    /// <summary>A data root on which no portal was started, for verbs.</summary>
    public static PortalProcess Stopped() => new(Directory.CreateTempSubdirectory("portal-").FullName, FreePort(), []);

    /// <summary>Starts it again after <see cref="Kill"/>, with more settings if wanted, and waits until it is ready.</summary>
    public async Task StartAsync(IReadOnlyDictionary<string, string>? more = null, bool waitUntilReady = true)
    {
        _process = Process.Start(StartInfo(more))!;
        _process.OutputDataReceived += (_, line) => Keep(line.Data);
        _process.ErrorDataReceived += (_, line) => Keep(line.Data);
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
        if (waitUntilReady)
        {
            await WaitUntilReadyAsync();
        }
    }

    /// <summary>SIGKILL: nothing is flushed, nothing is said.</summary>
    public void Kill()
    {
        if (_process is { HasExited: false })
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit();
        }
    }

    public async Task WaitUntilReadyAsync()
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        var patience = Stopwatch.StartNew();
        while (patience.Elapsed < TimeSpan.FromSeconds(90))
        {
            if (_process is { HasExited: true })
            {
                throw new InvalidOperationException($"The portal stopped with code {_process.ExitCode}.{Environment.NewLine}{Output}");
            }

            try
            {
                using var answer = await client.GetAsync(new Uri(Address, "/health/ready"));
                if (answer.StatusCode == HttpStatusCode.OK)
                {
                    return;
                }
            }
            catch (HttpRequestException)
            {
                // not listening yet
            }
            catch (TaskCanceledException)
            {
                // listening, not answering yet
            }

            await Task.Delay(100);
        }

        throw new TimeoutException($"The portal was not ready in time.{Environment.NewLine}{Output}");
    }

    /// <summary>Checks what must hold of all that is stored, beside the portal or after it: by the command, as an operator would.</summary>
    public async Task InvariantsHoldAsync()
    {
        var (code, said, errors) = await RunVerbAsync("invariants", "check");
        Assert.True(code == 0, $"invariants check answered {code}: {said} {errors}");
    }

    /// <summary>Runs a verb of the command line on the same data and answers its exit code and output.</summary>
    public async Task<(int Code, string Output, string Errors)> RunVerbAsync(params string[] arguments)
    {
        var start = StartInfo(more: null, withAddress: false);
        foreach (var argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        return (process.ExitCode, (await output).Trim(), (await errors).Trim());
    }

    public ValueTask DisposeAsync()
    {
        Kill();
        _process?.Dispose();
        foreach (var file in Directory.EnumerateFileSystemEntries(DataRoot, "*", SearchOption.AllDirectories))
        {
            if (!OperatingSystem.IsWindows() && Directory.Exists(file))
            {
                File.SetUnixFileMode(file, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute); // dispensed folders are read-only
            }
        }

        Directory.Delete(DataRoot, recursive: true);
        return ValueTask.CompletedTask;
    }

    private static string WebFolder => Path.Combine(Repository.Root, "TrePortal.Web");

    private static string WebAssembly
    {
        get
        {
            var flavour = Path.GetRelativePath(Path.Combine(Repository.Root, "TrePortal.Tests", "bin"), AppContext.BaseDirectory);
            return Path.GetFullPath(Path.Combine(WebFolder, "bin", flavour, "TrePortal.Web.dll"));
        }
    }

    private ProcessStartInfo StartInfo(IReadOnlyDictionary<string, string>? more, bool withAddress = true)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            WorkingDirectory = WebFolder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(WebAssembly);
        if (withAddress)
        {
            start.ArgumentList.Add("--urls");
            start.ArgumentList.Add($"http://localhost:{Port}");
        }

        start.Environment["ASPNETCORE_ENVIRONMENT"] = "Development";
        start.Environment["Portal__DataRoot"] = DataRoot;
        foreach (var (name, value) in _settings.Concat(more ?? new Dictionary<string, string>()))
        {
            start.Environment[name] = value;
        }

        return start;
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
            while (_output.Count > 400)
            {
                _output.TryDequeue(out _);
            }
        }
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
