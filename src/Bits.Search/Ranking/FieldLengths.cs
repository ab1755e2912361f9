namespace Bits.Search.Ranking;

/// <summary>Words in the fields of a document.</summary>
/// <param name="Title">In the title.</param>
/// <param name="Body">In the body.</param>
readonly record struct FieldLengths(int Title, int Body)
{
    /// <summary>From the columns of a row.</summary>
    /// <param name="length">Words in both, as <c>length</c> has it.</param>
    /// <param name="titleLength">Words in the title, as <c>title_length</c> has it.</param>
    public static FieldLengths Of(int length, int titleLength) => new(titleLength, length - titleLength);

    /// <summary>In both.</summary>
    public int Both => Title + Body;
}
