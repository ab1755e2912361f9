namespace Bits.Search.Ranking;

/// <summary>The number of words in the fields of a document.</summary>
/// <param name="Title">The words in the title.</param>
/// <param name="Body">The words in the body.</param>
readonly record struct FieldLengths(int Title, int Body)
{
    /// <summary>Reads the columns of a row.</summary>
    /// <param name="length">The words in both, from <c>length</c>.</param>
    /// <param name="titleLength">The words in the title, from <c>title_length</c>.</param>
    public static FieldLengths Of(int length, int titleLength) => new(titleLength, length - titleLength);

    /// <summary>Gets the words in both.</summary>
    public int Both => Title + Body;
}
