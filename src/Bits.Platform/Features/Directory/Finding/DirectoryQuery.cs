using Bits.Search;

namespace Bits.Platform.Features.Directory.Finding;

/// <summary>What to find in the directory.</summary>
/// <param name="Words">Every word must match a word of the name, or of a field that the viewer may see.</param>
/// <param name="Chosen">The chosen values of facets, in lower case: a person has one of them in each facet.</param>
/// <param name="Within">The relation that people must have; <see cref="Relation.None"/> for all.</param>
/// <param name="After">The last person of the previous page; null for the first page.</param>
/// <param name="Limit">The page size.</param>
/// <param name="CountsFacets">Whether to count the values of facets.</param>
sealed record DirectoryQuery(
    IReadOnlyList<QueryWord> Words, IReadOnlyDictionary<Facet, IReadOnlyList<string>> Chosen, Relation Within, PersonPlace? After,
    int Limit, bool CountsFacets);

/// <summary>A word of a query. It matches words that begin with it; a single letter matches those of names.</summary>
/// <param name="Text">The folded word.</param>
/// <param name="Sound">Finds names that sound alike; null without one.</param>
/// <param name="Synonyms">Finds these names too.</param>
sealed record QueryWord(string Text, string? Sound, IReadOnlyList<string> Synonyms)
{
    const int MaxWords = 8;

    /// <summary>Gets whether it matches words of fields that begin with it; those of names it always does.</summary>
    public bool IsPrefix => Text.Length > 1;

    /// <summary>Reads the words of a text; ignores those beyond the eighth.</summary>
    public static IReadOnlyList<QueryWord> Read(string? text, WordReader reader) => text is null
        ? []
        : [.. reader.Words(text).Distinct().Take(MaxWords).Select(word => new QueryWord(word, WordReader.Sound(word), [.. reader.Synonyms(word)]))];
}

/// <summary>Lists how well a person matches the words: by the worst of them.</summary>
enum MatchClass
{
    /// <summary>Each is a word of the name.</summary>
    Name,

    /// <summary>Each begins a word of the name.</summary>
    Beginning,

    /// <summary>Each sounds like a word of the name, or is a synonym.</summary>
    Sound,

    /// <summary>Some are in other fields.</summary>
    Field,
}

/// <summary>The place of a person in a list: the best match first, then the nearest, then by name.</summary>
/// <param name="Class">How well the person matches.</param>
/// <param name="Distance">How near the viewer is; see <see cref="RelationRules.Distance"/>.</param>
/// <param name="NameKey">The folded name.</param>
/// <param name="Id">The person.</param>
readonly record struct PersonPlace(MatchClass Class, int Distance, string NameKey, Guid Id);

/// <summary>The number of people with a value.</summary>
/// <param name="Facet">The facet.</param>
/// <param name="Value">The value, as some of them write it.</param>
/// <param name="People">Their number.</param>
readonly record struct WrittenCount(Facet Facet, string Value, long People);

/// <summary>What was found.</summary>
/// <param name="People">A page of people.</param>
/// <param name="Total">The number of all that match.</param>
/// <param name="Counts">The counts of written values: at least of those that <see cref="FacetCount"/> shows; empty unless asked for.
/// Those of a facet ignore its own chosen values.</param>
sealed record DirectoryFound(IReadOnlyList<PersonPlace> People, long Total, IReadOnlyList<WrittenCount> Counts);
