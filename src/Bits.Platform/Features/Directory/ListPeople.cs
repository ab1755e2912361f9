using Bits.Platform.Features.Directory.Finding;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.Directory;

/// <summary>Finds people by words and by values of facets: the best match first, then the nearest, then by name. A word or
/// value counts only where the caller may see it.</summary>
[Rpc(
    "directory.v1/ListPeople", DirectoryCapabilities.Read, Reads = true,
    Example = """{"text":"asha","cities":["pune"],"within":"batch","limit":20}""",
    Answer = """{"people":[{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","name":"Asha Rao","batch":2018,"campus":"goa","headline":"Rows at dawn.","title":"Engineer","company":"Setu Works","city":"Pune","connection":"connected","sharesBatch":true,"sharesGroup":true,"photoId":null,"isVerified":true}],"total":1,"facets":[{"facet":"city","values":[{"value":"pune","label":"Pune","people":1,"isChosen":true}]}],"nextCursor":null}""")]
public sealed class ListPeople(DirectoryFinder finder) : IRpc<ListPeople.Request, ListPeople.Response>
{
    /// <summary>Lists how people must be related to the caller.</summary>
    public enum Within
    {
        /// <summary>Of a batch of the caller.</summary>
        Batch,

        /// <summary>Of a group or chapter of the caller.</summary>
        Groups,

        /// <summary>Connections of the caller.</summary>
        Connections,
    }

    /// <summary>The page to list.</summary>
    /// <param name="Text">Words, or beginnings of them; all must match. Null for all people.</param>
    /// <param name="Batches">Years of graduation; of each of these lists a person has one value.</param>
    /// <param name="Campuses">Campuses.</param>
    /// <param name="Degrees">Degrees.</param>
    /// <param name="Cities">Cities.</param>
    /// <param name="Companies">Employers.</param>
    /// <param name="Industries">Industries.</param>
    /// <param name="OpenTo">What people are open to.</param>
    /// <param name="Within">How people must be related to the caller; null for all.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        [property: Text(120, TextKind.Query)] string? Text = null,
        IReadOnlyList<int>? Batches = null,
        [property: Text(100, TextKind.Query)] IReadOnlyList<string>? Campuses = null,
        [property: Text(80, TextKind.Query)] IReadOnlyList<string>? Degrees = null,
        [property: Text(100, TextKind.Query)] IReadOnlyList<string>? Cities = null,
        [property: Text(120, TextKind.Query)] IReadOnlyList<string>? Companies = null,
        [property: Text(80, TextKind.Query)] IReadOnlyList<string>? Industries = null,
        IReadOnlyList<OpenTo>? OpenTo = null,
        Within? Within = null,
        [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null) : IChosenFacets;

    /// <summary>A page.</summary>
    /// <param name="People">The people.</param>
    /// <param name="Total">The number of all that match.</param>
    /// <param name="Facets">On the first page: the most frequent values, counted over what the caller may see. Else null.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(
        IReadOnlyList<PersonRow> People, long Total, IReadOnlyList<FacetCount>? Facets, string? NextCursor);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var chosen = ChosenFacets.Read(request);
        var wanted = new Wanted(
            request.Text, chosen, RelationOf(request.Within), call.Cursors.Read<PersonPlace>(request.Cursor), request.Limit,
            CountsFacets: request.Cursor is null);
        var (found, people) = await finder.FindAsync(call, wanted, ct);

        return new(
            people, found.Total, request.Cursor is null ? FacetCount.Of(found.Counts, chosen) : null,
            call.Cursors.Next(found.People, request.Limit, place => place));
    }

    /// <summary>Returns the relation to require.</summary>
    internal static Relation RelationOf(Within? within) => within is not { } needed
        ? Relation.None
        : needed switch
        {
            Within.Batch => Relation.Batch,
            Within.Groups => Relation.Groups,
            Within.Connections => Relation.Connection,
        };
}

/// <summary>The values of a facet with the number of people.</summary>
/// <param name="Facet">The facet.</param>
/// <param name="Values">The values, the most frequent first.</param>
public sealed record FacetCount(Facet Facet, IReadOnlyList<FacetValue> Values)
{
    /// <summary>The number of values of each facet, besides chosen ones.</summary>
    internal const int Shown = 12;

    /// <summary>Makes the facets of an answer: spellings that differ in case alone are one value, with the most frequent
    /// spelling as its label.</summary>
    internal static IReadOnlyList<FacetCount> Of(
        IReadOnlyList<WrittenCount> counts, IReadOnlyDictionary<Facet, IReadOnlyList<string>> chosen) =>
        [.. Enum.GetValues<Facet>().Select(facet => new FacetCount(facet, List(counts.Where(c => c.Facet == facet), chosen.GetValueOrDefault(facet) ?? [])))];

    static IReadOnlyList<FacetValue> List(IEnumerable<WrittenCount> counts, IReadOnlyList<string> chosen)
    {
        var values = counts.GroupBy(count => count.Value.ToLowerInvariant())
            .Select(same => new FacetValue(same.Key, LabelOf(same), same.Sum(c => c.People), chosen.Contains(same.Key)))
            .OrderByDescending(value => value.People).ThenBy(value => value.Value, StringComparer.Ordinal)
            .ToList();
        var missing = chosen.Where(key => !values.Exists(value => value.Value == key)).Select(key => new FacetValue(key, key, 0, IsChosen: true));
        return [.. values.Where((value, place) => place < Shown || value.IsChosen), .. missing];
    }

    static string LabelOf(IEnumerable<WrittenCount> spellings) =>
        spellings.OrderByDescending(c => c.People).ThenBy(c => c.Value, StringComparer.Ordinal).First().Value;
}

/// <summary>A value of a facet.</summary>
/// <param name="Value">The value for filters.</param>
/// <param name="Label">The value as people write it.</param>
/// <param name="People">The number of people who have it, besides the other filters.</param>
/// <param name="IsChosen">Whether it is among the filters.</param>
public sealed record FacetValue(string Value, string Label, long People, bool IsChosen);
