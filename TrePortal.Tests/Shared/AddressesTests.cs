using TrePortal.Web.Shared;

namespace TrePortal.Tests.Shared;

public sealed class AddressesTests
{
    [Fact]
    public void A_query_leaves_out_what_has_no_value_and_escapes_the_rest() =>
        Assert.Equal("/requests?q=a%26b&state=Draft", Addresses.With(Addresses.MyRequests, ("q", "a&b"), ("page", null), ("state", "Draft"), ("org", "")));

    [Fact]
    public void A_second_query_is_added_to_the_first() =>
        Assert.Equal("/requests?q=a&page=2", Addresses.With("/requests?q=a", ("page", "2")));

    [Fact]
    public void A_handle_cannot_leave_its_place_in_the_address() =>
        Assert.Equal("/environments/..%2Fadmin%3Fx", Addresses.Environment("../admin?x"));

    [Fact]
    public void Sign_in_brings_the_person_back() =>
        Assert.Equal("/account/sign-in?returnUrl=%2Frequests%3Fq%3Da", Addresses.SignInAndReturn("/requests?q=a"));

    [Fact]
    public void An_environments_section_is_optional()
    {
        Assert.Equal("/admin/environments/tre-cardio", Addresses.AdminEnvironment("tre-cardio"));
        Assert.Equal("/admin/environments/tre-cardio/review", Addresses.AdminEnvironment("tre-cardio", "review"));
    }
}
