using TrePortal.Web.Features.People;

namespace TrePortal.Tests.People;

public sealed class LocalAddressTests
{
    [Theory]
    [InlineData("/")]
    [InlineData("/requests")]
    [InlineData("/environments/tre-x?tab=data&q=a%20b")]
    public void A_path_of_the_portal_is_kept(string address) => Assert.Equal(address, LocalAddress.Of(address));

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("//evil.example")]
    [InlineData("///evil.example")]
    [InlineData("/\\evil.example")]
    [InlineData("\\\\evil.example")]
    [InlineData("/%2fevil.example")]
    [InlineData("/%5cevil.example")]
    [InlineData("https:evil.example")]
    [InlineData("https://evil.example")]
    [InlineData("http://localhost:5080@evil.example/")]
    [InlineData("javascript:alert(1)")]
    [InlineData("/%0d%0aSet-Cookie:x=1")]
    [InlineData("/a\r\nb")]
    [InlineData("requests")]
    [InlineData("/account/sign-out")]
    public void Everything_else_leads_home(string? address) => Assert.Equal("/", LocalAddress.Of(address));
}
