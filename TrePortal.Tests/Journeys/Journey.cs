using System.Globalization;
using TrePortal.Tests.Support;
using Xunit.Abstractions;

namespace TrePortal.Tests.Journeys;

/// <summary>
/// People who do one job together, each in a browser of their own. Whatever is wrong with a page on the way (accessibility,
/// scripts, layout) is collected, so that one bad label does not hide the rest; <see cref="EndAsync"/> fails with all of it.
/// </summary>
public sealed class Journey(Browser browser, string name, ITestOutputHelper output)
{
    private readonly List<string> _findings = [];
    private readonly List<Visitor> _visitors = [];
    private readonly string _folder = EmptyFolder(name);
    private int _step;
    private int _records;

    public PortalProcess Portal => browser.Portal;

    /// <summary>How often values of single people were seen where they belong.</summary>
    public int RecordsSeen => Volatile.Read(ref _records);

    /// <summary>Somebody at the sign-in page, with nothing remembered.</summary>
    public async Task<Visitor> StrangerAsync(int width = Visitor.Desk, bool dark = false)
    {
        var visitor = new Visitor(this, await browser.WindowAsync(width, dark), width, dark);
        browser.Canaries.Watch(visitor.Page, (value, where) =>
        {
            if (Canaries.MayStandAt(visitor.Page.Url))
            {
                Interlocked.Increment(ref _records);
            }
            else
            {
                Found($"{visitor.UserName} was sent the record number {value} in {where} at {visitor.Page.Url}");
            }
        });
        _visitors.Add(visitor);
        return visitor;
    }

    /// <summary>One of the demonstration's people, signed in with one click.</summary>
    public async Task<Visitor> SignInAsync(string userName, int width = Visitor.Desk, bool dark = false)
    {
        var visitor = await StrangerAsync(width, dark);
        await visitor.SignInAsync(userName);
        return visitor;
    }

    /// <summary>A figure for the reader of the test's output.</summary>
    public void Measured(string what, double value, string unit) =>
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {what} {value:0.#} {unit}"));

    /// <summary>Does a part of the journey; where it fails, there is a picture of what everybody saw.</summary>
    public async Task DoAsync(Func<Task> part)
    {
        try
        {
            await part();
        }
        catch
        {
            foreach (var visitor in _visitors)
            {
                await visitor.PictureAsync($"failed-{visitor.UserName}");
            }

            throw;
        }
    }

    /// <summary>Ends the journey: nothing may have been wrong on any page of it, and what must hold of all that is stored holds.</summary>
    public async Task EndAsync()
    {
        foreach (var visitor in _visitors)
        {
            await visitor.CloseAsync();
        }

        browser.Canaries.Plant();
        Assert.InRange(browser.Canaries.Planted, 1_000, int.MaxValue);
        if (browser.Canaries.In(Portal.Printed) is { } value)
        {
            Found($"the portal printed the record number {value}");
        }

        Assert.True(_findings.Count == 0, string.Join(Environment.NewLine, _findings.Distinct()));
        await Portal.InvariantsHoldAsync();
    }

    internal void Found(string finding)
    {
        lock (_findings)
        {
            _findings.Add(finding);
        }
    }

    internal string NextPicture(string step) => Path.Combine(_folder, string.Create(CultureInfo.InvariantCulture, $"{++_step:00}-{step}"));

    internal static string EmptyFolder(string journey)
    {
        var folder = Path.Combine(Repository.Root, "artifacts", "journeys", journey);
        if (Directory.Exists(folder))
        {
            Directory.Delete(folder, recursive: true);
        }

        return Directory.CreateDirectory(folder).FullName;
    }
}
