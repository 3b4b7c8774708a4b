using System.Globalization;
using TrePortal.Domain.AdminHome;
using TrePortal.Web.Shared;
using H = TrePortal.Web.Features.AdminHome.HomeWords;

namespace TrePortal.Web.Features.AdminHome;

/// <summary>How each kind of waiting thing reads, and where it is mended.</summary>
internal static class WaitingLook
{
    public static string IconOf(WaitingKind kind) => kind switch
    {
        WaitingKind.Review => "inbox",
        WaitingKind.ImportRefused or WaitingKind.ImportFailed or WaitingKind.DispensalFailed => "alert-circle",
        WaitingKind.Warnings => "alert",
        WaitingKind.Staged => "layers",
        _ => "clock",
    };

    public static string ClassOf(WaitingKind kind) => kind switch
    {
        WaitingKind.ImportRefused or WaitingKind.ImportFailed or WaitingKind.DispensalFailed => "is-danger",
        WaitingKind.Warnings or WaitingKind.Expiring => "is-attention",
        _ => "",
    };

    public static string TextOf(WaitingItem item) => item.Kind switch
    {
        WaitingKind.Review => H.Review.Fill(item.Reference!, item.Step!),
        WaitingKind.ImportRefused => H.ImportRefused.Fill(item.Version!, Number(item.Count)),
        WaitingKind.ImportFailed => H.ImportFailed.Fill(item.Version!),
        WaitingKind.DispensalFailed => H.DispensalFailed.Fill(item.Reference!),
        WaitingKind.Warnings => H.Warnings.Fill(Number(item.Count), item.Version!),
        WaitingKind.Staged => H.Staged.Fill(item.Version!),
        _ => H.Expiring.Fill(Number(item.Count), AdminOverview.DaysAhead),
    };

    public static string AddressOf(WaitingItem item) => item.Kind switch
    {
        WaitingKind.Review => Addresses.Request(item.Object!.Value),
        WaitingKind.DispensalFailed => Addresses.Project(item.Object!.Value),
        WaitingKind.Expiring => Addresses.AdminEnvironment(item.Environment, "members"),
        _ => Addresses.AdminEnvironment(item.Environment, "inventory"),
    };

    public static string Days(int days) => days switch
    {
        0 => H.Today,
        1 => H.OneWorkingDay,
        _ => H.WorkingDays.Fill(days),
    };

    private static string Number(long count) => count.ToString("N0", CultureInfo.CurrentCulture);
}
