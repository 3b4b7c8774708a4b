using TrePortal.Domain.Requests;

namespace TrePortal.Web.Shared.Requests;

/// <summary>Which rows of a long list a page shows.</summary>
public static class RangeWords
{
    /// <param name="from">Rows before the page.</param>
    /// <param name="rows">On the page.</param>
    /// <param name="total">As far as they were counted.</param>
    /// <param name="pageSize">Rows of a full page.</param>
    public static string Of(int from, int rows, int total, int pageSize) =>
        (total < from + pageSize + RequestList.MostCounted ? RequestWords.RangeOf : RequestWords.RangeOfMore).Fill(from + 1, from + rows, total);
}
