using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace TrePortal.Domain.Environments;

/// <summary>Networks in CIDR notation, IPv4 and IPv6. A single address counts as a network of one.</summary>
public static class AllowedNetworks
{
    /// <summary>What is wrong with a line, as a sentence; null for a network.</summary>
    public static string? FaultOf(string text) => Parse(text) is not null ? null
        : Loose(text) is { } meant ? $"\"{text}\" has bits set behind its length. Did you mean {meant}?"
        : $"\"{(text.Length <= 60 ? text : text[..60])}\" is not a network. Write 192.0.2.0/24, 2001:db8::/32 or a single address.";

    /// <summary>In the one way in which it is stored: with its length. As it came, when it is no network.</summary>
    public static string Tidy(string text) => Parse(text)?.ToString() ?? text;

    /// <summary>Whether an address lies in one of the networks. An address that cannot be read lies in none.</summary>
    public static bool Contain(IEnumerable<string> networks, string? address) =>
        IPAddress.TryParse(address, out var from) && networks.Any(network => Parse(network) is { } known && known.Contains(Plain(from)));

    private static IPNetwork? Parse(string text)
    {
        var (address, length) = Split(text);
        return address is null || length is not { } bits || bits < 0 || bits > Bits(address) || Base(address, bits) is not { } start || !start.Equals(address)
            ? null
            : new IPNetwork(address, bits);
    }

    /// <summary>What somebody meant who wrote an address inside the network instead of its beginning.</summary>
    private static string? Loose(string text)
    {
        var (address, length) = Split(text);
        return address is not null && length is { } bits && bits >= 0 && bits <= Bits(address)
            ? string.Create(CultureInfo.InvariantCulture, $"{Base(address, bits)}/{bits}")
            : null;
    }

    private static (IPAddress? Address, int? Length) Split(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var head = slash < 0 ? text : text[..slash];
        if (head.Contains('%', StringComparison.Ordinal) || !IPAddress.TryParse(head, out var address))
        {
            return (null, null);
        }

        // The parser also takes 10.1, 010.0.0.1 and 0x0a.0.0.1; people who write those may mean something else.
        if (address.AddressFamily == AddressFamily.InterNetwork && address.ToString() != head)
        {
            return (null, null);
        }

        return slash < 0 ? (address, Bits(address))
            : int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length) ? (address, length)
            : (null, null);
    }

    private static IPAddress Base(IPAddress address, int length)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = length; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        }

        return new IPAddress(bytes);
    }

    private static int Bits(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;

    // A socket for both families reports an IPv4 caller as ::ffff:192.0.2.1.
    private static IPAddress Plain(IPAddress address) => address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address;
}
