using System.IO.Compression;
using System.Text;
using Microsoft.AspNetCore.WebUtilities;
using TrePortal.Domain.Cohorts;
using TrePortal.Domain.Kernel;
using TrePortal.Web.Shared;

namespace TrePortal.Web.Features.Cohorts;

/// <summary>A cohort as a part of an address: its JSON, deflated, in base64url. So every view of the showcase is a link.</summary>
public static class CohortLink
{
    /// <summary>Null for everyone: the plainest view has the plainest link.</summary>
    public static string? Write(CohortExpression expression)
    {
        if (expression is Everyone)
        {
            return null;
        }

        using var packed = new MemoryStream();
        using (var deflate = new DeflateStream(packed, CompressionLevel.SmallestSize, leaveOpen: true))
        {
            deflate.Write(Encoding.UTF8.GetBytes(CohortJson.Write(expression)));
        }

        return WebEncoders.Base64UrlEncode(packed.GetBuffer(), 0, (int)packed.Length);
    }

    /// <summary>Refuses what is not such a part; whether its fields exist is asked later.</summary>
    public static Result<CohortExpression> Read(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return CohortExpression.Everyone;
        }

        try
        {
            using var deflate = new DeflateStream(new MemoryStream(WebEncoders.Base64UrlDecode(text)), CompressionMode.Decompress);
            var json = new byte[CohortLimits.Bytes + 1]; // a small link may unpack to a mountain: never read more than a cohort may have
            var length = deflate.ReadAtLeast(json, json.Length, throwOnEndOfStream: false);
            return length > CohortLimits.Bytes ? Broken() : CohortParser.Parse(Encoding.UTF8.GetString(json, 0, length));
        }
        catch (Exception failure) when (failure is FormatException or InvalidDataException)
        {
            return Broken();
        }
    }

    private static Invalid Broken() => new("c", "cohort-link", "The cohort in this link is damaged, so everybody is shown. Ask for the link again.");
}
