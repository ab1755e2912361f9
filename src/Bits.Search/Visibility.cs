namespace Bits.Search;

/// <summary>The predicate of every statement that reads documents for a caller; a test checks all statements of this
/// library for it. <c>$1</c> holds the caller's tags; without tags, of the caller or of the document, it is false. <c>$2</c>
/// holds the authors whose documents are left out for the caller, sorted.</summary>
static class Visibility
{
    /// <summary>Checks whether the caller may see the row <c>d</c> of <c>search_document</c>.</summary>
    /// <remarks><c>width_bucket</c> is a binary search in the authors: nine comparisons a row for 500 of them, and no hash
    /// table to build in each statement. An empty list is an array like any other: for another type, such as an untyped
    /// null, Npgsql would send the statement unprepared.</remarks>
    public const string Predicate = """
        d.audience_tags && $1::text[]
          and (cardinality($2::uuid[]) = 0 or (($2::uuid[])[width_bucket(d.author_id, $2::uuid[])] = d.author_id) is not true)
        """;

    /// <summary>Returns the authors as the predicate takes them. .NET and Postgres sort them alike.</summary>
    public static Guid[] Excluded(IReadOnlyCollection<Guid>? authors)
    {
        Guid[] sorted = [.. authors ?? []];
        Array.Sort(sorted);
        return sorted;
    }
}
