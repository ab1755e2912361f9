using Bits.Search.Text;

namespace Bits.Search.Parsing;

/// <summary>Makes the parts of a query from folded words.</summary>
static class QueryParts
{
    // The maximum number of letter pairs of a sentence in a script without spaces.
    const int MaxPairs = 64;
    const int MaxSpellings = 8;

    /// <summary>Returns parts of one word each; text in a script without spaces becomes one part.</summary>
    public static IEnumerable<QueryPart> Each(FoldedText text)
    {
        for (var i = 0; i < text.Words.Count;)
        {
            if (OneWord(text, i) is { } form)
            {
                yield return Of(text, form);
                i = form.Last + 1;
                continue;
            }

            var end = i;
            while (text.Words[end].Kind == FoldedKind.Pair)
                end++;

            yield return end > i ? Of(text, i, end) with { Written = Written(text, i, end) } : WithSpellings(Of(text, i, i + 1), text, i);
            i = end + 1;
        }
    }

    /// <summary>Returns all words in one part, in this order.</summary>
    public static QueryPart Whole(FoldedText text)
    {
        if (text.Whole is { } form && OneWord(text, 0) == form)
            return Of(text, form);
        if (text.Words.Count == 1)
            return WithSpellings(Of(text, 0, 1), text, 0);

        var endsInPair = text.Words is [.., { Kind: FoldedKind.Pair }, { Kind: FoldedKind.LastLetter }];
        var part = Of(text, 0, text.Words.Count - (endsInPair ? 1 : 0));
        return part with
        {
            Spellings = [.. Readings(text, part.Words).Take(MaxSpellings)],
            Written = Written(text, 0, text.Words.Count - 1),
        };
    }

    // Finds the joined form of words that have another meaning apart.
    static JoinedForm? OneWord(FoldedText text, int first)
    {
        foreach (var form in text.Forms)
            if (form.First == first && form.Kind != FormKind.Also)
                return form;

        return null;
    }

    static QueryPart Of(FoldedText text, JoinedForm form) =>
        new([form.Text], IsPhrase: false)
        {
            Spellings = form.Kind == FormKind.OrFirst ? [[text[form.First]]] : [],
            Written = Written(text, form.First, form.Last),
        };

    static QueryPart Of(FoldedText text, int from, int end)
    {
        var count = text.Words[from].Kind == FoldedKind.Pair ? Math.Min(end - from, MaxPairs) : end - from;
        var words = Enumerable.Range(from, count).Select(i => text[i]).ToArray();
        return new(words, IsPhrase: words.Length > 1)
        {
            IsLetter = words.Length == 1 && text.Words[from].Kind == FoldedKind.LastLetter,
            Written = words,
        };
    }

    static string[] Written(FoldedText text, int first, int last) => [.. Enumerable.Range(first, last - first + 1).Select(i => text[i])];

    static QueryPart WithSpellings(QueryPart part, FoldedText text, int at)
    {
        var forms = text.Forms.Where(form => form.First <= at && at <= form.Last).ToList();
        if (forms.Count == 0)
            return part;

        // A number with a country code is also a number without it.
        var (first, last) = (forms.Min(form => form.First), forms.Max(form => form.Last));
        if (char.IsAsciiDigit(part.Words[0][0]))
            forms = [.. text.Forms.Where(form => first <= form.First && form.Last <= last)];
        return part with
        {
            Spellings = [.. forms.Take(MaxSpellings).Select(form => new[] { form.Text })],
            Parts = last == first ? [] : [.. Enumerable.Range(first, last - first + 1).Select(i => text[i])],
        };
    }

    // Returns the words with some in their joined form, and the words with another form of one of them.
    static IEnumerable<string[]> Readings(FoldedText text, string[] words)
    {
        foreach (var form in text.Forms)
            if (form.Last < words.Length)
                yield return [.. words[..form.First], form.Text, .. words[(form.Last + 1)..]];

        for (var i = 0; i < words.Length; i++)
            foreach (var other in IrregularForms.Of(words[i]))
                yield return [.. words[..i], other, .. words[(i + 1)..]];
    }
}
