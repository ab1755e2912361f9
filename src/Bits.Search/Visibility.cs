namespace Bits.Search;

/// <summary>The predicate of every statement that reads documents for a caller; a test checks all statements of this
/// library for it. <c>$1</c> holds the caller's tags; without tags, of the caller or of the document, it is false. <c>$2</c>
/// holds the authors whose documents are left out for the caller; null for none.</summary>
static class Visibility
{
    /// <summary>Checks whether the caller may see the row <c>d</c> of <c>search_document</c>.</summary>
    /// <remarks>Every plan hashes the authors once per statement. A generic plan compares <c>&lt;&gt; all($2)</c> author by
    /// author, for each row.</remarks>
    public const string Predicate =
        "d.audience_tags && $1::text[] and ($2::uuid[] is null or (d.author_id in (select unnest($2::uuid[]))) is not true)";

    /// <summary>Returns the authors as the predicate takes them.</summary>
    public static Guid[]? Excluded(IReadOnlyCollection<Guid>? authors) => authors is { Count: > 0 } ? [.. authors] : null;
}
