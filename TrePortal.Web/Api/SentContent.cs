namespace TrePortal.Web.Api;

/// <summary>How what people sent us leaves the portal again: whatever it holds, it cannot act.</summary>
internal static class SentContent
{
    private const string Locked = "default-src 'none'; sandbox";

    public static void Lock(HttpResponse response)
    {
        response.Headers.ContentSecurityPolicy = Locked;
        response.Headers.CacheControl = "private, no-cache";
    }
}
