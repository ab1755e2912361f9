namespace Bits.Search;

/// <summary>Title and body as the index counts them: words that the body repeats from the title count only in the
/// title.</summary>
/// <param name="Title">The text of the title.</param>
/// <param name="Body">The text of the body, without a first line that equals the title.</param>
/// <param name="GoesOn">Whether the title was cut from the first line, so that the body continues it.</param>
readonly record struct IndexedText(string Title, string Body, bool GoesOn)
{
    // A shorter title at the start of the first line is a heading; the text uses its words too.
    const int MinWordsOfACut = 8;

    /// <summary>Reads a document.</summary>
    public static IndexedText Of(string title, string body)
    {
        var heading = title.AsSpan().Trim();
        var text = body.AsSpan().TrimStart();
        if (heading.IsEmpty || !text.StartsWith(heading, StringComparison.Ordinal))
            return new(title, body, GoesOn: false);

        var rest = text[heading.Length..];
        if (EndsLine(rest))
            return new(title, rest.ToString(), GoesOn: false);

        return CountWords(heading) >= MinWordsOfACut && EndOfWholeWords(heading, rest) is var end
            ? new(text[..end].ToString(), text[end..].ToString(), GoesOn: true)
            : new(title, body, GoesOn: false);
    }

    static bool EndsLine(ReadOnlySpan<char> rest) =>
        rest.TrimStart(" \t") is [] or ['\n' or '\r' or '\f' or '\u0085' or '\u2028' or '\u2029', ..];

    static int CountWords(ReadOnlySpan<char> text)
    {
        var count = 0;
        for (var i = 0; i < text.Length; i++)
            if (!char.IsWhiteSpace(text[i]) && (i == 0 || char.IsWhiteSpace(text[i - 1])))
                count++;

        return count;
    }

    // A cut inside a word moves the whole word to the rest.
    static int EndOfWholeWords(ReadOnlySpan<char> heading, ReadOnlySpan<char> rest)
    {
        var end = heading.Length;
        if (!char.IsWhiteSpace(rest[0]))
            while (!char.IsWhiteSpace(heading[end - 1]))
                end--;

        return end;
    }
}
