using System.Security.Cryptography;
using System.Text;

namespace TrePortal.Domain.Kernel;

/// <summary>SHA-256 as 64 lower-case hexadecimal digits: the one way that hashes are written here.</summary>
public static class Hash
{
    public static string Of(ReadOnlySpan<byte> content) => Convert.ToHexStringLower(SHA256.HashData(content));

    public static string Of(string text) => Of(Encoding.UTF8.GetBytes(text));
}
