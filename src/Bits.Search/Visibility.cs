namespace Bits.Search;

/// <summary>The predicate of every statement that reads documents for a caller; a test checks all statements of this
/// library for it. <c>$1</c> holds the caller's tags; without tags, of the caller or of the document, it is false.
/// </summary>
static class Visibility
{
    /// <summary>Checks whether the caller may see the row <c>d</c> of <c>search_document</c>.</summary>
    public const string Predicate = "d.audience_tags && $1::text[]";
}
