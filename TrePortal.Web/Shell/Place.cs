using TrePortal.Web.Shared;

namespace TrePortal.Web.Shell;

/// <summary>One entry of the navigation. <see cref="Roots"/> are the addresses under which the entry is the current one.</summary>
public sealed record Place(string Text, string ShortText, string Icon, string Href, params string[] Roots)
{
    public static Place ResourceCenter { get; } = new(Words.ResourceCenter, Words.Resources, "compass", Addresses.ResourceCenter, "/environments");

    public static Place MyRequests { get; } = new(Words.MyRequests, Words.Requests, "send", Addresses.MyRequests, Addresses.MyRequests);

    public static Place MyReviews { get; } = new(Words.MyReviews, Words.Reviews, "inbox", Addresses.MyReviews, Addresses.MyReviews);

    public static Place Projects { get; } = new(Words.Projects, Words.Projects, "folder", Addresses.Projects, Addresses.Projects);

    public static IReadOnlyList<Place> Data(NavigationRights rights) =>
        rights.Reviews ? [ResourceCenter, MyRequests, MyReviews] : [ResourceCenter, MyRequests];

    public static IReadOnlyList<Place> Administration(NavigationRights rights)
    {
        var places = new List<Place>();
        if (rights.Home)
        {
            places.Add(new(Words.Overview, Words.Overview, "home", Addresses.AdminHome)); // by itself: everything below /admin has a place of its own
        }

        Add(rights.Environments, Words.Environments, "layers", Addresses.AdminEnvironments);
        Add(rights.Organization, Words.Organization, "building", Addresses.AdminOrganization);
        Add(rights.Users, Words.Users, "users", Addresses.AdminUsers);
        Add(rights.Audit, Words.Audit, "history", Addresses.AdminAudit);
        return places;

        void Add(bool may, string text, string icon, string href)
        {
            if (may)
            {
                places.Add(new(text, text, icon, href, href));
            }
        }
    }

    public bool Holds(string path) =>
        path == Href || Roots.Any(root => path.StartsWith(root, StringComparison.OrdinalIgnoreCase) && (path.Length == root.Length || path[root.Length] == '/'));
}
