namespace TrePortal.Web.Features.Requests;

internal static class RequestPages
{
    public static void AddRequestPages(this IServiceCollection services)
    {
        services.AddScoped<EditorServices>();
        services.AddScoped<Reading>(); // of the API
        services.AddScoped<AttachmentReceiver>();
        services.AddScoped<AttachmentSender>();
    }
}
