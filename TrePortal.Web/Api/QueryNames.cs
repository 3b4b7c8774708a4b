using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.Primitives;

namespace TrePortal.Web.Api;

/// <summary>
/// Which parameters the query of an address may have, read from what its handler takes. Others are refused like unknown
/// members of a body: a filter with a slip in its name would otherwise answer everything.
/// </summary>
internal sealed class QueryNames
{
    private static readonly ConditionalWeakTable<Endpoint, QueryNames> _known = [];

    private readonly Dictionary<string, bool> _mayRepeat = new(StringComparer.OrdinalIgnoreCase);

    private QueryNames(Endpoint endpoint)
    {
        var inPath = endpoint is RouteEndpoint route ? route.RoutePattern.Parameters.Select(part => part.Name).ToHashSet(StringComparer.OrdinalIgnoreCase) : [];
        foreach (var parameter in endpoint.Metadata.OfType<IParameterBindingMetadata>())
        {
            var type = parameter.ParameterInfo.ParameterType;
            if (type == typeof(Paging))
            {
                _mayRepeat["limit"] = _mayRepeat["cursor"] = false;
            }
            else if (IsText(parameter) && !inPath.Contains(parameter.Name) && !parameter.ParameterInfo.CustomAttributes.Any(attribute => typeof(IFromHeaderMetadata).IsAssignableFrom(attribute.AttributeType)))
            {
                _mayRepeat[parameter.Name] = type.IsArray || type == typeof(StringValues);
            }
        }
    }

    /// <summary>The names, in order.</summary>
    public IEnumerable<string> All => _mayRepeat.Keys.Order(StringComparer.Ordinal);

    public static QueryNames Of(Endpoint endpoint) => _known.GetValue(endpoint, found => new(found));

    /// <summary>Refuses what the address does not know, and what is given twice and can be meant once.</summary>
    public void Check(IQueryCollection query)
    {
        foreach (var (name, values) in query)
        {
            if (!_mayRepeat.TryGetValue(name, out var mayRepeat))
            {
                throw new ApiRefusedException(ApiError.Malformed(_mayRepeat.Count == 0 ? "This address takes no query." : $"The query of this address knows {string.Join(", ", All)} and nothing else."));
            }

            if (values.Count > 1 && !mayRepeat)
            {
                throw new ApiRefusedException(ApiError.Malformed($"The query gives {All.First(known => known.Equals(name, StringComparison.OrdinalIgnoreCase))} more than once."));
            }
        }
    }

    private static bool IsText(IParameterBindingMetadata parameter)
    {
        var type = parameter.ParameterInfo.ParameterType;
        return type == typeof(string) || type == typeof(StringValues) || type == typeof(string[]) || (parameter.HasTryParse && !parameter.HasBindAsync);
    }
}
