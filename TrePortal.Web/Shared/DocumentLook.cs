using System.Globalization;
using TrePortal.Domain.Environments;

namespace TrePortal.Web.Shared;

/// <summary>A document's kind and size in words, and the type under which it leaves the portal.</summary>
public static class DocumentLook
{
    /// <summary>Longer texts are shown cut; the whole is in the download.</summary>
    public const int MostShown = 256 << 10;

    public static string Of(DocumentKind kind) => kind switch
    {
        DocumentKind.Pdf => "PDF",
        DocumentKind.Text => Words.DocumentText,
        DocumentKind.Markdown => "Markdown",
        DocumentKind.Csv => "CSV",
        DocumentKind.Png or DocumentKind.Jpeg => Words.DocumentPicture,
        DocumentKind.Word => "Word",
        DocumentKind.Excel => "Excel",
        _ => "OpenDocument",
    };

    public static string MediaType(DocumentKind kind) => kind switch
    {
        DocumentKind.Pdf => "application/pdf",
        DocumentKind.Text => "text/plain; charset=utf-8",
        DocumentKind.Markdown => "text/markdown; charset=utf-8",
        DocumentKind.Csv => "text/csv; charset=utf-8",
        DocumentKind.Png => "image/png",
        DocumentKind.Jpeg => "image/jpeg",
        DocumentKind.Word => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        DocumentKind.Excel => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        _ => "application/vnd.oasis.opendocument.text",
    };

    public static bool IsPicture(DocumentKind kind) => kind is DocumentKind.Png or DocumentKind.Jpeg;

    public static bool IsText(DocumentKind kind) => kind is DocumentKind.Text or DocumentKind.Markdown or DocumentKind.Csv;

    public static string Size(long bytes) => bytes < 1 << 10 ? string.Create(CultureInfo.CurrentCulture, $"{bytes:N0} bytes")
        : bytes < 1 << 20 ? string.Create(CultureInfo.CurrentCulture, $"{bytes / 1024.0:N0} KB")
        : string.Create(CultureInfo.CurrentCulture, $"{bytes / 1048576.0:N1} MB");
}
