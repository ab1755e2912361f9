namespace Bits.Search;

/// <summary>Reports a cursor that is invalid, belongs to another query or caller, or is older than the stored statistics.
/// Ask for the first page.</summary>
public sealed class SearchCursorException() : InvalidArgumentException(
    "after", "The cursor does not belong to this search. Send no cursor for the first page, then the Next of the previous page.");
