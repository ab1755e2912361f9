using Bits.Search.Ranking;
using Npgsql;

namespace Bits.Search.Paths;

/// <summary>The candidates of one search, ranked.</summary>
/// <remarks>Three ways, by how much is expected to fit: all of it; all of it, ordered by the server before the window
/// cuts; or, for words so common that even looking is dear, the best of what is new and of what has the words in
/// its title.</remarks>
sealed class CandidatePool
{
    // What fits completely is ranked completely: fifty pages of twenty.
    const int Window = 1_000;

    // Where nothing is known of the words, looking whether all fits is given up earlier.
    const int UnknownWindow = 240;

    // So many documents can be gone through for every search.
    const int Small = 2_000;

    // Of so many fitting rows all are looked at in a few milliseconds; while somebody is typing, of a part.
    const int Affordable = 1_000;
    const int AffordableWhileTyping = 400;
    const int PickedRows = 400;

    // A pool looks at about so many fitting rows, and further back only until it has a few pages; while somebody is typing,
    // at half of that.
    const int PoolRows = 320;
    const int PoolWindow = 100;
    const int Enough = 40;

    readonly NpgsqlConnection _db;
    readonly PathQuery _query;
    readonly Dictionary<long, RankedDocument> _documents = [];

    CandidatePool(NpgsqlConnection db, PathQuery query) => (_db, _query) = (db, query);

    /// <summary>What was found, in no order.</summary>
    public IEnumerable<RankedDocument> Documents => _documents.Values;

    /// <summary>Whether that is everything that fits.</summary>
    public bool IsComplete { get; private set; }

    /// <summary>When the first of it was read.</summary>
    public ReadPoint ReadPoint { get; private set; } = null!;

    /// <summary>Gathers the candidates.</summary>
    public static async Task<CandidatePool> GatherAsync(
        NpgsqlConnection db, PathQuery query, CancellationToken ct)
    {
        var pool = new CandidatePool(db, query);
        await pool.GatherAsync(ct).ConfigureAwait(false);
        pool.ReadPoint ??= await CandidateRows.ReadPointAsync(db, ct).ConfigureAwait(false);
        return pool;
    }

    bool IsSmall => _query.Query.Scoring.Documents <= Small;

    bool IsTyping => _query.Query.Clauses.Any(clause => clause.Alternatives.Any(a => a.Kind == MatchKind.Prefix));

    async Task GatherAsync(CancellationToken ct)
    {
        var match = TsQueryText.Of(_query);
        var expected = Expectation.Documents(_query);
        var window = IsSmall || expected > 0 ? Window : UnknownWindow;
        if (expected <= (IsSmall ? Small : IsTyping ? AffordableWhileTyping : Affordable) && await AddAllAsync(match, window, ct).ConfigureAwait(false))
        {
            IsComplete = true;
            return;
        }

        if (!IsTyping && TsQueryText.OfExactTitle(_query) is { } title)
            await AddExactTitlesAsync(title, ct).ConfigureAwait(false);
        if (IsPicked(expected))
            await AddAsync(CandidateRows.DensestAsync(_db, _query, match, match, PickedRows, ct)).ConfigureAwait(false);
        else if (!await AddBestAsync(match, expected, ct).ConfigureAwait(false))
            await AddNewestAsync(TsQueryText.OfFrequent(_query), match, ct).ConfigureAwait(false);
    }

    // Where every word counts, the newest and the titles cost less and have nearly all of the best; of a few documents all are
    // looked at.
    bool IsPicked(long expected) =>
        expected > 0 && (IsSmall || (_query.Group == MatchGroup.SomeWords && expected <= Affordable));

    async Task AddExactTitlesAsync(string title, CancellationToken ct)
    {
        if (await AddAsync(CandidateRows.AnyAsync(_db, _query, title, Window, ct)).ConfigureAwait(false) == Window)
            await AddNewestAsync(title, title, ct).ConfigureAwait(false);
    }

    async Task<bool> AddAllAsync(string match, int most, CancellationToken ct)
    {
        if (await CandidateRows.AllAsync(_db, _query, match, most, ct).ConfigureAwait(false) is not { } rows)
            return false;

        Add(rows);
        return true;
    }

    // What is better than anything else, whenever it was written. True when that fills the page.
    async Task<bool> AddBestAsync(string match, long expected, CancellationToken ct) =>
        (_query.Group == MatchGroup.AllWords && expected <= Affordable && await AddAsTypedAsync(ct).ConfigureAwait(false))
        || (expected > 0 && await AddRareAsync(match, ct).ConfigureAwait(false));

    // Of names of which nothing is known too many may sound like what was typed: those that are written so come first.
    async Task<bool> AddAsTypedAsync(CancellationToken ct)
    {
        var asTyped = _query.Query.Clauses.Select(AsTyped).ToList();
        return asTyped.Zip(_query.Query.Clauses).Any(c => c.First.Alternatives.Count < c.Second.Alternatives.Count)
            && await AddAllAsync(TsQueryText.Of(_query, asTyped), Window, ct).ConfigureAwait(false)
            && FillsPage();
    }

    static Clause AsTyped(Clause clause) => clause with
    {
        Alternatives = [.. clause.Alternatives.Where(a => a.Kind is MatchKind.Word or MatchKind.Form or MatchKind.Phrase or MatchKind.Prefix)],
    };

    // Where one of several words is enough: the documents with one of the rare ones. Others have common words alone. More fit than the
    // window, so words of which nothing is known are rare only beside others.
    async Task<bool> AddRareAsync(string match, CancellationToken ct)
    {
        var rare = _query.Group == MatchGroup.SomeWords ? Rarest(_query.Query.Clauses, Expectation.Documents) : RareAlternatives();
        if (rare.Count == 0)
            return false;

        await AddAsync(CandidateRows.DensestAsync(_db, _query, TsQueryText.Of(_query, rare), match, PickedRows, ct)).ConfigureAwait(false);
        return FillsPage();
    }

    List<Clause> RareAlternatives()
    {
        if (_query.Query.Clauses is not [var clause])
            return [];

        var words = clause.Alternatives.Where(a => a.Kind == MatchKind.Word).ToList();
        var rare = Rarest(words, a => a.Frequency);
        return rare.Count == 0 || rare.Count == words.Count ? [] : [clause with { Alternatives = rare }];
    }

    static List<T> Rarest<T>(IEnumerable<T> all, Func<T, long> frequency)
    {
        var (rare, sum) = (new List<T>(), 0L);
        foreach (var one in all.OrderBy(frequency))
            if ((sum += frequency(one)) <= Affordable)
                rare.Add(one);

        return rare;
    }

    // From the newest id backwards, as far as it takes. Titles first: they are fewer, so they reach further back, and what
    // has the words there is mostly the best. Most of what fits is enough, unless there is too little of it.
    async Task AddNewestAsync(string words, string match, CancellationToken ct)
    {
        var highest = await CandidateRows.HighestIdAsync(_db, ct).ConfigureAwait(false);
        var (rows, window, enough) = IsTyping ? (PoolRows / 2, PoolWindow / 2, Enough / 2) : (PoolRows, PoolWindow, Enough);
        for (var (span, found) = ((long)(rows / Expectation.Share(_query)), 0); ; span *= Math.Clamp(2 * enough / Math.Max(1, found), 2, 8))
        {
            found = await AddAsync(CandidateRows.TitlesInBlocksAsync(
                _db, _query, words, IdBlocks.Newest(highest, span * 8), window, ct)).ConfigureAwait(false);
            found += await AddAsync(CandidateRows.DensestInBlocksAsync(
                _db, _query, words, IdBlocks.Newest(highest, span), window, ct)).ConfigureAwait(false);
            if (found >= enough || (span >= highest && words == match))
                return;

            words = match;
        }
    }

    bool FillsPage() => _documents.Values.Count(d => _query.After?.IsBefore(d.Rank, d.Id) != false) >= _query.Limit;

    async Task<int> AddAsync(Task<List<RankedRow>> reading) => Add(await reading.ConfigureAwait(false));

    int Add(List<RankedRow> rows)
    {
        foreach (var row in rows)
        {
            ReadPoint ??= row.ReadPoint;
            if (_query.Has(row.Document))
                _documents[row.Document.Id] = row.Document;
        }

        return rows.Count;
    }
}
