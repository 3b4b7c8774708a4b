using System.Reflection;
using System.Text.Json;
using TrePortal.Data.Kernel;
using TrePortal.Domain.Environments;
using TrePortal.Domain.Inventory;

namespace TrePortal.Tests.PolicyRules;

/// <summary>The record, its list of settings, and networks.</summary>
public sealed class PolicySettingsTests
{
    /// <summary>Each setting changed away from its default, by its name.</summary>
    public static IReadOnlyDictionary<string, Policies> Changed { get; } = new Dictionary<string, Policies>
    {
        [nameof(Policies.Tier)] = Policies.Default with { Tier = DisclosureTier.Strict },
        [nameof(Policies.MayPreview)] = Policies.Default with { MayPreview = false },
        [nameof(Policies.MayDownload)] = Policies.Default with { MayDownload = true },
        [nameof(Policies.MayUpload)] = Policies.Default with { MayUpload = true },
        [nameof(Policies.MaximumCollaborators)] = Policies.Default with { MaximumCollaborators = 3 },
        [nameof(Policies.AccessTermDays)] = Policies.Default with { AccessTermDays = 30 },
        [nameof(Policies.AllowedNetworks)] = Policies.Default with { AllowedNetworks = ["192.0.2.0/24"] },
        [nameof(Policies.TermsVersion)] = Policies.Default with { TermsVersion = 1 },
        [nameof(Policies.JustificationOnApprove)] = Policies.Default with { JustificationOnApprove = true },
        [nameof(Policies.FinalRejectionAllowed)] = Policies.Default with { FinalRejectionAllowed = true },
    };

    [Fact]
    public void Every_property_is_a_setting_and_every_setting_makes_a_difference()
    {
        var properties = typeof(Policies).GetProperties(BindingFlags.Public | BindingFlags.Instance).Select(property => property.Name).Except([nameof(Policies.Version)]);

        Assert.Equal(properties.Order(), PolicySettings.All.Select(setting => setting.Property).Order());
        Assert.Equal(properties.Order(), Changed.Keys.Order());
        foreach (var (name, changed) in Changed)
        {
            Assert.NotEqual(Policies.Default, changed);
            Assert.Equal(name, Assert.Single(PolicySettings.Between(Policies.Default, changed)).Setting);
            Assert.Equal(changed, JsonSerializer.Deserialize<Policies>(JsonSerializer.Serialize(changed, JsonColumn.Options), JsonColumn.Options));
        }
    }

    [Fact]
    public void Equal_networks_in_another_list_are_no_change() =>
        Assert.Equal(Policies.Default with { AllowedNetworks = ["192.0.2.0/24"] }, Policies.Default with { AllowedNetworks = new List<string> { "192.0.2.0/24" } });

    [Fact]
    public void Policies_stored_before_a_setting_existed_have_its_default()
    {
        var old = JsonSerializer.Deserialize<Policies>("""{"version":4,"tier":"strict","mayDownload":true,"mayPreview":true,"maximumCollaborators":5}""", JsonColumn.Options);

        Assert.Equal(new Policies(4, DisclosureTier.Strict) { MayDownload = true, MaximumCollaborators = 5 }, old);
    }

    [Theory]
    [InlineData("192.0.2.0/24", "192.0.2.17", true)]
    [InlineData("192.0.2.0/24", "::ffff:192.0.2.17", true)]
    [InlineData("192.0.2.0/24", "192.0.3.1", false)]
    [InlineData("192.0.2.7", "192.0.2.7", true)]
    [InlineData("192.0.2.7", "192.0.2.8", false)]
    [InlineData("0.0.0.0/0", "203.0.113.5", true)]
    [InlineData("0.0.0.0/0", "2001:db8::1", false)]
    [InlineData("2001:db8::/32", "2001:db8:1::5", true)]
    [InlineData("2001:db8::/32", "2001:db9::5", false)]
    [InlineData("::1", "::1", true)]
    [InlineData("192.0.2.0/24", "unknown", false)]
    [InlineData("192.0.2.0/24", "", false)]
    [InlineData("192.0.2.0/24", null, false)]
    public void An_address_is_in_a_network_or_not(string network, string? address, bool isIn) =>
        Assert.Equal(isIn, (Policies.Default with { AllowedNetworks = ["198.51.100.0/24", network] }).AllowFrom(address));

    [Theory]
    [InlineData("192.0.2.0/24")]
    [InlineData("10.0.0.0/8")]
    [InlineData("192.0.2.1")]
    [InlineData("2001:DB8::/32")]
    [InlineData("::/0")]
    public void A_network_is_taken_in_one_spelling(string network)
    {
        Assert.Null(AllowedNetworks.FaultOf(network));
        Assert.Equal(AllowedNetworks.Tidy(network), AllowedNetworks.Tidy(AllowedNetworks.Tidy(network)));
        Assert.Contains('/', AllowedNetworks.Tidy(network));
    }

    [Theory]
    [InlineData("192.0.2.1/24", "192.0.2.0/24")]
    [InlineData("2001:db8::5/32", "2001:db8::/32")]
    [InlineData("192.0.2.0/33", null)]
    [InlineData("192.0.2.0/-1", null)]
    [InlineData("192.0.2/24", null)]
    [InlineData("10", null)]
    [InlineData("0x0a.0.0.1", null)]
    [InlineData("fe80::1%eth0/64", null)]
    [InlineData("example.org", null)]
    [InlineData("192.0.2.0/24/8", null)]
    public void What_is_no_network_is_refused_with_what_was_meant(string text, string? meant)
    {
        var fault = AllowedNetworks.FaultOf(text);

        Assert.NotNull(fault);
        Assert.Equal(meant is not null, meant is not null && fault.Contains(meant, StringComparison.Ordinal));
    }

    [Fact]
    public void Restrictions_follow_the_settings()
    {
        Assert.Contains("No download", Policies.Default.Restrictions());
        Assert.Contains("No upload", Policies.Default.Restrictions());
        Assert.DoesNotContain("No download", Changed[nameof(Policies.MayDownload)].Restrictions());
        Assert.DoesNotContain("No upload", Changed[nameof(Policies.MayUpload)].Restrictions());
        Assert.Contains("No preview of tables", Changed[nameof(Policies.MayPreview)].Restrictions());
        Assert.Contains("Access ends 30 days after approval", Changed[nameof(Policies.AccessTermDays)].Restrictions());
        Assert.Contains("Projects open from the provider's allowed networks only", Changed[nameof(Policies.AllowedNetworks)].Restrictions());
        Assert.Contains("Terms of use must be accepted before entering a project", Changed[nameof(Policies.TermsVersion)].Restrictions());
    }
}
