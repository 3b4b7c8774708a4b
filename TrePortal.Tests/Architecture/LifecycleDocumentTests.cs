using System.Text;
using TrePortal.Domain.Dispensal;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Kernel;
using TrePortal.Domain.People;
using TrePortal.Domain.Projects;
using TrePortal.Domain.Requests;
using TrePortal.Tests.Support;

namespace TrePortal.Tests.Architecture;

/// <summary>
/// Writes docs/lifecycles from the tables of the code, and fails when a committed page says something else, so that a
/// change of policy shows as one. Run the tests again and commit the pages.
/// </summary>
public sealed class LifecycleDocumentTests
{
    [Fact]
    public void The_pages_say_what_the_tables_say()
    {
        string?[] outdated =
        [
            Write("environment", "An environment", EnvironmentLifecycle.Table),
            Write("request", "A data access request", RequestLifecycle.Table),
            Write("project", "A project", ProjectLifecycle.Table),
            Write("invitation", "An invitation", InvitationLifecycle.Table),
            Write("dispensal", "A dispensal", DispensalLifecycle.Table),
        ];

        var pages = string.Join(", ", outdated.OfType<string>());
        Assert.True(pages.Length == 0, $"Out of date: {pages}. They have been written again: look at the difference and commit it.");
    }

    [Fact]
    public void Every_table_has_its_page()
    {
        var tables = typeof(Lifecycle<,,>).Assembly.GetTypes()
            .SelectMany(type => type.GetProperties(System.Reflection.BindingFlags.Public | System.Reflection.BindingFlags.Static))
            .Count(property => property.PropertyType is { IsGenericType: true } kind && kind.GetGenericTypeDefinition() == typeof(Lifecycle<,,>));

        Assert.Equal(tables, Directory.GetFiles(Folder, "*.md").Length);
    }

    private static string Folder => Path.Combine(Repository.Root, "docs", "lifecycles");

    private static string? Write<TState, TAction, TRole>(string name, string title, Lifecycle<TState, TAction, TRole> table)
        where TState : struct, Enum
        where TAction : struct, Enum
        where TRole : struct, Enum
    {
        var page = Page(title, table);
        var path = Path.Combine(Folder, name + ".md");
        var before = File.Exists(path) ? File.ReadAllText(path) : "";
        Directory.CreateDirectory(Folder);
        File.WriteAllText(path, page);
        return before == page ? null : path;
    }

    private static string Page<TState, TAction, TRole>(string title, Lifecycle<TState, TAction, TRole> table)
        where TState : struct, Enum
        where TAction : struct, Enum
        where TRole : struct, Enum
    {
        var roles = Enum.GetValues<TRole>().Where(role => Convert.ToInt64(role, null) != 0).ToList();
        var states = table.Moves.SelectMany(move => new[] { move.From, move.To }).Append(table.Initial).Distinct().Order().ToList();
        var page = new StringBuilder($"# {title}\n\nWritten by a test from the table in the code. Whoever has none of these roles is told that it does not exist.\n\n");
        page.Append("| state | ").AppendJoin(" | ", roles.Select(role => PlainWords.Of(role))).Append(" |\n|---|").Append(string.Concat(roles.Select(_ => "---|"))).Append('\n');
        foreach (var state in states)
        {
            page.Append("| ").Append(PlainWords.Of(state)).Append(" | ")
                .AppendJoin(" | ", roles.Select(role => string.Join(", ", table.ActionsFrom(state, role).Select(action => PlainWords.Of(action)))))
                .Append(" |\n");
        }

        page.Append("\n```mermaid\nstateDiagram-v2\n").Append("    [*] --> ").Append(table.Initial).Append('\n');
        foreach (var move in table.Moves.Where(move => !EqualityComparer<TState>.Default.Equals(move.From, move.To)))
        {
            page.Append("    ").Append(move.From).Append(" --> ").Append(move.To).Append(" : ").Append(PlainWords.Of(move.Action)).Append('\n');
        }

        return page.Append("```\n").ToString();
    }
}
