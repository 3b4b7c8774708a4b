namespace TrePortal.Web.Shared;

/// <summary>
/// What ties a control to its label, hint and error. Splat <see cref="Attributes"/> onto the control.
/// </summary>
public sealed record FieldLinks(string Id, bool HasHint, bool HasError, bool Required)
{
    public string HintId => $"{Id}-hint";

    public string ErrorId => $"{Id}-error";

    public IReadOnlyDictionary<string, object> Attributes
    {
        get
        {
            var attributes = new Dictionary<string, object> { ["id"] = Id };
            var described = string.Join(' ', new[] { HasError ? ErrorId : null, HasHint ? HintId : null }.OfType<string>());
            if (described.Length > 0)
            {
                attributes["aria-describedby"] = described;
            }

            if (HasError)
            {
                attributes["aria-invalid"] = "true";
            }

            if (Required)
            {
                attributes["aria-required"] = "true";
            }

            return attributes;
        }
    }
}
