namespace Bits.Search;

/// <summary>A cursor is not one of ours, belongs to another question or caller, or is older than the statistics that
/// are kept. Ask for the first page.</summary>
public sealed class SearchCursorException() : ArgumentException(
    "The cursor does not belong to this search; send none for the first page, then the Next of the page before.");
