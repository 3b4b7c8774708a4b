using Bunit;
using Microsoft.AspNetCore.Components;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using TrePortal.Web.Shared;

namespace TrePortal.Tests.Shared;

public sealed class SearchBoxTests : BunitContext
{
    private readonly Pauses _pauses = new();
    private readonly NavigationManager _navigation;
    private readonly IRenderedComponent<SearchBox> _box;
    private string? _state;

    public SearchBoxTests()
    {
        JSInterop.Mode = JSRuntimeMode.Loose;
        Services.AddPortalComponents();
        Services.Replace(ServiceDescriptor.Singleton<TimeProvider>(_pauses));
        _navigation = Services.GetRequiredService<NavigationManager>();
        _navigation.NavigateTo("/admin/environments");
        _box = Render<SearchBox>(parameters => parameters.Add(box => box.Label, "Search").Add(box => box.Value, null)
            .Add(box => box.AddressOf, text => Addresses.With(Addresses.AdminEnvironments, ("q", text), ("state", _state))));
    }

    [Fact]
    public void A_search_goes_into_the_address_once_the_typing_pauses()
    {
        _box.Find("input").Input("he");
        _box.Find("input").Input("heart");

        _box.InvokeAsync(_pauses.End);

        _box.WaitForAssertion(() => Assert.Equal(["http://localhost/admin/environments", "/admin/environments?q=heart"], Assert.Single(Sent())));
    }

    [Fact]
    public void A_link_followed_in_the_moment_in_which_the_typing_pauses_has_the_last_word()
    {
        _box.Find("input").Input("heart");

        // The pause ends while the page is busy with the link, so its sequel has its turn only afterwards.
        _box.InvokeAsync(() =>
        {
            var timer = new Thread(_pauses.End);
            timer.Start();
            timer.Join();
            _navigation.NavigateTo("/projects");
        });

        _box.InvokeAsync(() => { });
        Assert.Empty(Sent());
    }

    [Fact]
    public void A_filter_chosen_while_the_typing_pauses_belongs_to_the_search()
    {
        _box.Find("input").Input("heart");
        _state = "Active";
        _navigation.NavigateTo("/admin/environments?state=Active");

        _box.InvokeAsync(_pauses.End);

        _box.WaitForAssertion(() => Assert.Equal("/admin/environments?q=heart&state=Active", Assert.Single(Sent())[1]));
    }

    [Fact]
    public void What_is_typed_while_a_search_is_on_its_way_stays()
    {
        _box.Find("input").Input("hea");
        _box.InvokeAsync(_pauses.End);
        _box.WaitForAssertion(() => Assert.Single(Sent()));
        _box.Find("input").Input("heart");

        _box.Render(parameters => parameters.Add(box => box.Value, "hea"));
        Assert.Equal("heart", _box.Find("input").GetAttribute("value"));

        _box.Render(parameters => parameters.Add(box => box.Value, null)); // all filters cleared
        Assert.Equal("", _box.Find("input").GetAttribute("value"));
    }

    private List<IReadOnlyList<object?>> Sent() => [.. JSInterop.Invocations.Where(call => call.Identifier == "replaceAddress").Select(call => call.Arguments)];

    /// <summary>Delays that end when they are told to.</summary>
    private sealed class Pauses : TimeProvider
    {
        private readonly List<Pause> _running = [];

        public void End() => _running.ToList().ForEach(pause => pause.End());

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var pause = new Pause(this, () => callback(state));
            _running.Add(pause);
            return pause;
        }

        private sealed class Pause(Pauses all, Action end) : ITimer
        {
            public void End() => end();

            public bool Change(TimeSpan dueTime, TimeSpan period) => true;

            public void Dispose() => all._running.Remove(this);

            public ValueTask DisposeAsync()
            {
                Dispose();
                return ValueTask.CompletedTask;
            }
        }
    }
}
