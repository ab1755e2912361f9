using Bits.Search.Ranking;
using Bits.Search.Statistics;
using Bits.Search.Text;

namespace Bits.Search.Parsing;

/// <summary>Collects the clauses of one query.</summary>
sealed class QueryBuilder(
    IReadOnlyList<string> languages, WordLexemes lexemes, StatisticsSnapshot statistics,
    ILookup<string, string[]> synonyms, QueryOptions how, bool isShort)
{
    const double InflectionFactor = 0.8; // in a search for names, Menons counts less than Menon
    const double SpellingFactor = 0.98;
    const double FormFactor = 1.05;
    const double IrregularFactor = 0.8;
    const double SynonymFactor = 0.8;
    const double PrefixFactor = 0.7;
    const double SoundFactor = 0.4;
    const double TypoFactor = 0.3;
    const int MaxTerms = 512;
    const int MaxFrequent = 16; // words per prefix

    readonly List<QueryTerm> _terms = [];
    readonly Dictionary<QueryTerm, int> _indexes = [];
    readonly List<Clause> _clauses = [];
    readonly List<int> _excluded = [];
    readonly List<string> _ignored = [];
    readonly Dictionary<string, IReadOnlyList<Correction>> _corrections = [];
    readonly HashSet<string> _seen = [];
    int? _exactTitle;

    /// <summary>Adds a part of the query.</summary>
    public void Add(QueryPart part, bool isPrefix)
    {
        var text = string.Join(' ', part.Words);
        if (!part.IsExcluded && !part.IsOr && !_seen.Add(text))
            return;

        var alternatives = part.IsPhrase ? Phrases(part)
            : part.IsLetter ? [Beginning(part.Words[0], 1, MatchKind.Word)]
            : Word(part, isPrefix);
        if (part.IsExcluded)
            _excluded.AddRange(alternatives.Where(a => a.Kind is MatchKind.Word or MatchKind.Phrase).Select(a => a.Term));
        else if (alternatives.Count == 0 || _clauses.Count == ParsedQuery.MaxClauses || _terms.Count > MaxTerms)
            _ignored.Add(text);
        else if (part.IsOr && _clauses.Count > 0)
            _clauses[^1] = new($"{_clauses[^1].Text} or {text}", [.. _clauses[^1].Alternatives, .. alternatives]);
        else
            _clauses.Add(new(text, alternatives));
    }

    /// <summary>Adds the key of the exact title.</summary>
    public void AddTitle(IEnumerable<string> words) => _exactTitle = Term(new LexemeTerm(TitleKey.Of(words)));

    /// <summary>Builds the query.</summary>
    public AnalyzedQuery Build(Scoring scoring) => new(
        new(_terms, _clauses, [.. _excluded.Distinct()], scoring) { ExactTitle = _exactTitle }, _ignored, _corrections);

    List<Alternative> Word(QueryPart part, bool isPrefix)
    {
        var word = part.Words[0];
        var found = Forms(word);
        foreach (var spelling in part.Spellings)
            if (found.Count > 0 || IsFirstOfStopWords(part))
                found.AddRange(Other(spelling[0], SpellingFactor, found));
        if (found.Count > 0 && isShort && IrregularForms.Of(word) is [_, ..] others)
            found = AsOneWord(found, [.. others.SelectMany(other => Other(other, IrregularFactor, found))]);
        foreach (var means in part.Spellings.Select(spelling => spelling[0]).Prepend(word).SelectMany(spelling => synonyms[spelling]))
            found.AddRange(means.Length == 1 ? Stems(means[0], SynonymFactor, MatchKind.Synonym) : Phrase(means, SynonymFactor, MatchKind.Synonym));
        if (isPrefix && IndexKeys.IsPrefix(word))
            found.Add(Prefix(word));
        if ((how.IsNameSearch || (how.IsFuzzy && found.Count > 0)) && NameKey.Of(word) is { } key)
            found.Add(Of(IndexKeys.Sound(key), SoundFactor, MatchKind.Sound, like: found));
        if (how.IsFuzzy && found.Count > 0)
            found.AddRange(Typos(word, found));

        return found;
    }

    // A title with the word as typed counts for more than one with another word of its stem. In a long query the other
    // words give the sense.
    List<Alternative> Forms(string word)
    {
        var found = Stems(word, how.IsNameSearch ? InflectionFactor : 1, MatchKind.Word);
        if (how.IsAsTyped)
            found.Add(Of(IndexKeys.Exact(word), 1, MatchKind.Word));
        else if (found.Count > 0 && isShort)
            found.Add(Of(IndexKeys.Exact(word), FormFactor, MatchKind.Form, like: found) with { Frequency = 0 });

        return found;
    }

    // Another spelling or form counts as the word. The estimate uses the word as typed.
    List<Alternative> Other(string word, double factor, List<Alternative> found)
    {
        var like = found.Count > 0 ? found.ToList() : null;
        var lexemes = Lexemes(word);
        if (how.IsAsTyped)
            lexemes = lexemes.Append(IndexKeys.Exact(word));
        return [.. lexemes.Select(lexeme => Of(lexeme, factor, MatchKind.Word, like) with { Frequency = 0 }).Where(a => !found.Exists(f => f.Term == a.Term))];
    }

    // Forms of one word together are as rare as that word.
    List<Alternative> AsOneWord(List<Alternative> found, List<Alternative> others)
    {
        var share = statistics.Idf(Documents([.. found, .. others])) / statistics.Idf(Documents(found));
        return [.. found.Concat(others).Select(a => a with { Weight = a.Weight * Math.Min(1, share) })];
    }

    long Documents(IEnumerable<Alternative> words) => words.Where(a => a.Kind == MatchKind.Word)
        .Sum(a => (long)statistics.Frequency(((LexemeTerm)_terms[a.Term]).Lexeme));

    // The parts of A. I. are stop words, so only the joined form can match.
    bool IsFirstOfStopWords(QueryPart part) =>
        part.Parts.Length > 0 && part.Parts[0] == part.Words[0] && !part.Parts.Any(word => Lexemes(word).Any());

    IEnumerable<string> Lexemes(string word) => languages.Select(language => lexemes[language, word]).OfType<string>().Distinct();

    List<Alternative> Stems(string word, double factor, MatchKind kind) => [.. Lexemes(word).Select(lexeme => Of(lexeme, factor, kind))];

    // A substitute weighs a share of the original word's weight.
    Alternative Of(string lexeme, double factor, MatchKind kind, IEnumerable<Alternative>? like = null) => new(
        Term(new LexemeTerm(lexeme)), factor * (like?.Max(a => a.Weight) ?? statistics.Idf(lexeme)), kind,
        statistics.Expected(statistics.Frequency(lexeme)));

    Alternative Prefix(string word) => IndexKeys.IsShort(word)
        ? Of(IndexKeys.ShortPrefix(word), PrefixFactor, MatchKind.Prefix)
        : Beginning(IndexKeys.Exact(word), PrefixFactor, MatchKind.Prefix);

    Alternative Beginning(string prefix, double factor, MatchKind kind)
    {
        var frequency = statistics.PrefixFrequency(prefix);
        var term = new PrefixTerm(prefix) { Frequent = statistics.MostFrequent(prefix, MaxFrequent) };
        return new(Term(term), factor * statistics.Idf(frequency), kind, statistics.Expected(frequency));
    }

    List<Alternative> Phrases(QueryPart part) =>
    [
        .. Phrase(part.Words, 1, MatchKind.Phrase),
        .. part.Spellings.SelectMany(words => Phrase(words, SpellingFactor, MatchKind.Phrase)),
    ];

    // Joins the stems of the words in each language at the distances of the words; stop words leave gaps.
    List<Alternative> Phrase(string[] words, double factor, MatchKind kind)
    {
        var found = new List<Alternative>();
        foreach (var language in languages)
        {
            var stems = words.Select((word, i) => (Lexeme: lexemes[language, word]!, At: i)).Where(s => s.Lexeme is not null).ToList();
            if (stems.Count == 0)
                continue;

            var term = stems.Count == 1
                ? (QueryTerm)new LexemeTerm(stems[0].Lexeme)
                : new PhraseTerm([.. stems.Select(s => new PhraseWord(s.Lexeme, s.At - stems[0].At))]);
            found.Add(new(
                Term(term), factor * stems.Sum(s => statistics.Idf(s.Lexeme)), kind,
                statistics.Expected(stems.Min(s => statistics.Frequency(s.Lexeme)))));
        }

        return found;
    }

    List<Alternative> Typos(string word, IReadOnlyList<Alternative> like)
    {
        List<Correction> found =
        [
            .. TypoFinder.Find(word, languages, lexemes, statistics)
                .Select(typo => new Correction(typo.Means, Of(typo.Lexeme, TypoFactor, MatchKind.Typo, like))),
        ];
        if (found.Count > 0)
            _corrections[word] = found;

        return [.. found.Select(correction => correction.Alternative)];
    }

    int Term(QueryTerm term)
    {
        if (_indexes.TryGetValue(term, out var index))
            return index;

        _terms.Add(term);
        return _indexes[term] = _terms.Count - 1;
    }
}
