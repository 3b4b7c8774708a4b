using TrePortal.Tests.Support;

namespace TrePortal.Tests.Architecture;

/// <summary>The inner loop stays quick: what starts a whole portal is named as that.</summary>
public sealed class InnerLoopTests
{
    [Fact]
    public void Tests_that_start_a_host_are_in_a_category_that_the_inner_loop_leaves_out()
    {
        var hosting = Directory.EnumerateFiles(Path.Combine(Repository.Root, "TrePortal.Tests"), "*Tests.cs", SearchOption.AllDirectories)
            .Select(path => (Path: path, Text: File.ReadAllText(path)))
            .Where(file => file.Text.Contains("new TestWeb(", StringComparison.Ordinal))
            .ToList();

        Assert.InRange(hosting.Count, 10, int.MaxValue);
        Assert.All(hosting, file => Assert.True(file.Text.Contains("[Trait(\"Category\"", StringComparison.Ordinal) || file.Path.EndsWith("InnerLoopTests.cs", StringComparison.Ordinal), file.Path));
    }
}
