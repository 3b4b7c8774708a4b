using System.Collections.Concurrent;
using System.Text;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using TrePortal.Data.Inventory.Columns;

namespace TrePortal.Tests.Journeys;

/// <summary>
/// Values of single people that nobody may be sent: every participant's key of the portal's inventories, and the row
/// numbers of its showcases. Whatever reaches a browser of a journey, and whatever the portal prints, is searched for them.
/// They may be seen in a project's own pages, and in an inventory's by its admin.
/// </summary>
internal sealed partial class Canaries(string dataRoot)
{
    private readonly ConcurrentDictionary<string, byte> _planted = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, byte> _read = new(StringComparer.Ordinal);

    /// <summary>How many values are watched for.</summary>
    public int Planted => _planted.Count;

    /// <summary>Takes the keys of the datasets that there are by now; those that came since the last time too.</summary>
    public void Plant()
    {
        foreach (var manifest in Directory.EnumerateFiles(Path.Combine(dataRoot, "inventories"), "manifest.json", SearchOption.AllDirectories))
        {
            var folder = Path.GetDirectoryName(manifest)!;
            if (!_read.TryAdd(folder, 0))
            {
                continue;
            }

            try
            {
                using var dataset = Dataset.Open(folder);
                var keys = (TextColumn)dataset.Main.Column(dataset.Schema.Main.Key.Name);
                for (var row = 0; row < dataset.Main.RowCount; row++)
                {
                    if (Encoding.UTF8.GetString(keys[row]) is var key && Shape().IsMatch(key))
                    {
                        _planted.TryAdd(key, 0);
                    }
                }
            }
            catch (Exception notOurs) when (notOurs is InvalidDataException or IOException or InvalidOperationException)
            {
                // A manifest of something else, or a dataset that is just being made or removed.
            }
        }
    }

    /// <summary>The first planted value in a text; null when there is none.</summary>
    public string? In(string text)
    {
        foreach (var match in Shape().EnumerateMatches(text))
        {
            if (text.Substring(match.Index, match.Length) is var found && _planted.ContainsKey(found))
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The same in the bytes of a frame.</summary>
    public string? In(byte[] bytes) => In(Encoding.Latin1.GetString(bytes));

    /// <summary>Pages on which records of people belong.</summary>
    public static bool MayStandAt(string url) => new Uri(url).AbsolutePath is var path
        && (path.StartsWith("/projects/", StringComparison.Ordinal) || path.Contains("/inventory", StringComparison.Ordinal) || path.Contains("/withdraw", StringComparison.Ordinal));

    /// <summary>Listens to everything that a page is sent.</summary>
    /// <param name="page">Of a visitor.</param>
    /// <param name="found">Gets the value and where it was.</param>
    public void Watch(IPage page, Action<string, string> found)
    {
        page.WebSocket += (_, socket) => socket.FrameReceived += (_, frame) =>
        {
            if ((frame.Binary is { } bytes ? In(bytes) : In(frame.Text ?? "")) is { } value)
            {
                found(value, "a frame");
            }
        };
        page.Request += (_, request) =>
        {
            if (In(request.Url) is { } value)
            {
                found(value, "an address");
            }
        };
        page.Response += async (_, response) =>
        {
            if (response.Request.ResourceType is not ("document" or "fetch" or "xhr"))
            {
                return;
            }

            try
            {
                if (In(await response.TextAsync()) is { } value)
                {
                    found(value, "an answer");
                }
            }
            catch (PlaywrightException)
            {
                // A redirect, or a page that was left before its body was read.
            }
        };
    }

    // Participants of the demonstration, and row numbers of showcases that the portal made.
    [GeneratedRegex(@"\bP\d{6}\b|\b[0-9a-f]{16}\b")]
    private static partial Regex Shape();
}
