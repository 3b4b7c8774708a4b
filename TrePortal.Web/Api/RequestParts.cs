using System.Globalization;
using TrePortal.Domain.Kernel;

namespace TrePortal.Web.Api;

/// <summary>
/// A handler that takes this changes something that has a version: the caller must say which version was read.
/// 428 without the header.
/// </summary>
public readonly record struct IfMatch(long Version)
{
    public static ValueTask<IfMatch> BindAsync(HttpContext context)
    {
        var header = context.Request.Headers.IfMatch;
        if (header.Count == 0 || string.IsNullOrWhiteSpace(header[0]))
        {
            throw new ApiRefusedException(ApiError.IfMatchMissing);
        }

        var text = header[0]!.Trim();
        return header.Count == 1 && text.Length > 2 && text[0] == '"' && text[^1] == '"'
            && long.TryParse(text.AsSpan(1, text.Length - 2), NumberStyles.None, CultureInfo.InvariantCulture, out var version)
            ? ValueTask.FromResult(new IfMatch(version))
            : throw new ApiRefusedException(new Stale("this")); // not an ETag that we gave out
    }
}

/// <summary>A handler that takes this answers a list in pages: <c>limit</c> and <c>cursor</c> of the query.</summary>
public readonly record struct Paging(PageRequest Request)
{
    public static ValueTask<Paging> BindAsync(HttpContext context)
    {
        var query = context.Request.Query;
        var limit = PageRequest.DefaultLimit;
        if (query["limit"] is { Count: > 0 } asked
            && !(asked.Count == 1 && int.TryParse(asked[0], NumberStyles.None, CultureInfo.InvariantCulture, out limit) && limit is >= 1 and <= PageRequest.MaxLimit))
        {
            throw new ApiRefusedException(new Invalid("limit", "limit", $"limit is 1 to {PageRequest.MaxLimit}."));
        }

        var text = query["cursor"] is { Count: > 0 } given ? given[0] : null;
        var after = Cursor.Parse(text);
        return string.IsNullOrEmpty(text) || after is not null
            ? ValueTask.FromResult(new Paging(new(limit, after)))
            : throw new ApiRefusedException(new Invalid("cursor", "cursor", "This cursor was not given out here. Start again without one."));
    }
}
