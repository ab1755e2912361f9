using System.Globalization;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Directory;

/// <summary>The chosen values of a request: a person has one of each list that is given.</summary>
public interface IChosenFacets
{
    /// <summary>Gets the years of graduation.</summary>
    IReadOnlyList<int>? Batches { get; }

    /// <summary>Gets the campuses.</summary>
    IReadOnlyList<string>? Campuses { get; }

    /// <summary>Gets the degrees.</summary>
    IReadOnlyList<string>? Degrees { get; }

    /// <summary>Gets the cities.</summary>
    IReadOnlyList<string>? Cities { get; }

    /// <summary>Gets the employers.</summary>
    IReadOnlyList<string>? Companies { get; }

    /// <summary>Gets the industries.</summary>
    IReadOnlyList<string>? Industries { get; }

    /// <summary>Gets what people are open to.</summary>
    IReadOnlyList<OpenTo>? OpenTo { get; }
}

/// <summary>Reads the chosen values of a request.</summary>
static class ChosenFacets
{
    const int Max = 50; // values of one facet

    /// <summary>Returns the values by facet, in lower case.</summary>
    /// <exception cref="FaultException">A list is too long.</exception>
    public static IReadOnlyDictionary<Facet, IReadOnlyList<string>> Read(IChosenFacets request)
    {
        var chosen = new Dictionary<Facet, IReadOnlyList<string>>();
        Add("batches", Facet.Batch, request.Batches?.Select(year => year.ToString(CultureInfo.InvariantCulture)));
        Add("campuses", Facet.Campus, request.Campuses);
        Add("degrees", Facet.Degree, request.Degrees);
        Add("cities", Facet.City, request.Cities);
        Add("companies", Facet.Company, request.Companies);
        Add("industries", Facet.Industry, request.Industries);
        Add("openTo", Facet.OpenTo, request.OpenTo?.Select(value => value.ToText()));
        return chosen;

        void Add(string field, Facet facet, IEnumerable<string>? values)
        {
            IReadOnlyList<string> keys = [.. (values ?? []).Select(value => value.ToLowerInvariant()).Distinct()];
            if (keys.Count > Max)
                throw FaultException.InvalidArgument(field, $"has {keys.Count} entries; give at most {Max}.");
            if (keys.Count > 0)
                chosen.Add(facet, keys);
        }
    }
}
