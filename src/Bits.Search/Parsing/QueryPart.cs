namespace Bits.Search.Parsing;

/// <summary>A piece of a query as it was typed.</summary>
/// <param name="Words">Its folded words, at least one.</param>
/// <param name="IsPhrase">Whether they have to stand in this order.</param>
/// <param name="IsExcluded">Whether documents with it are left out.</param>
/// <param name="IsOr">Whether it may stand for the piece before it.</param>
/// <param name="IsLetter">Whether it is one letter of a script without blanks between words, to be found within them.</param>
readonly record struct QueryPart(string[] Words, bool IsPhrase, bool IsExcluded = false, bool IsOr = false, bool IsLetter = false);
