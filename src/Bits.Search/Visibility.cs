namespace Bits.Search;

/// <summary>The predicate of every statement that reads documents for a caller; a test reads all statements of this
/// library and looks for it. <c>$1</c> is what the caller holds; without tags, held or on the document, it is false.
/// </summary>
static class Visibility
{
    /// <summary>Whether the caller may see the row <c>d</c> of <c>search_document</c>.</summary>
    public const string Predicate = "d.audience_tags && $1::text[]";
}
