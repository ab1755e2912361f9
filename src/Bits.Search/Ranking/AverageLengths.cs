namespace Bits.Search.Ranking;

/// <summary>The average number of words in the fields of a document; at least 1 each.</summary>
/// <param name="Title">The words in the title.</param>
/// <param name="Body">The words in the body.</param>
readonly record struct AverageLengths(double Title, double Body)
{
    /// <summary>Gets the lengths to use before the first count.</summary>
    public static AverageLengths Usual { get; } = new(Title: 8, Body: 92);

    /// <summary>Reads the columns of a row of <c>search_statistics</c>.</summary>
    /// <param name="length">The words in both; 0 without documents.</param>
    /// <param name="titleLength">The words in the title; null when an earlier version of the library counted.</param>
    public static AverageLengths Of(double length, double? titleLength)
    {
        if (length <= 0)
            return Usual;

        var title = titleLength ?? Usual.Title;
        return new(Math.Max(1, title), Math.Max(1, length - title));
    }

    /// <summary>Returns the maximum factor by which an occurrence counts more under other lengths.</summary>
    public double Growth(AverageLengths others) => Math.Max(1, Math.Max(others.Title / Title, others.Body / Body));
}
