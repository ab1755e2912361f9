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

    // Of so many fitting rows the server picks, in a few milliseconds, those with most of the words.
    const int Affordable = 2_000;
    const int PickedRows = 400;

    // A pool looks at about so many fitting rows, and further back only until it has a few pages.
    const int PoolRows = 500;
    const int PoolWindow = 150;
    const int Enough = 60;

    // The share of documents that a word is taken to be in of which nothing is known but that it is in many.
    const double UnknownShare = 0.02;

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

    async Task GatherAsync(CancellationToken ct)
    {
        var match = TsQueryText.Of(_query);
        var expected = Expected(_query.Query.Clauses);
        if (expected <= Affordable && await AddAllAsync(match, ct).ConfigureAwait(false))
        {
            IsComplete = true;
            return;
        }

        if (IsPicked(expected))
            await AddAsync(CandidateRows.DensestAsync(_db, _query, match, match, PickedRows, ct)).ConfigureAwait(false);
        else if (!await (_query.Group == MatchGroup.AllWords ? AddAsTypedAsync(expected, ct) : AddRareAsync(match, ct)).ConfigureAwait(false))
            await AddNewestAsync(match, expected, ct).ConfigureAwait(false);
    }

    // Where every word counts, the newest and the titles cost less and have nearly all of the best; of a few documents all are
    // looked at.
    bool IsPicked(long expected) =>
        expected > 0
        && (_query.Query.Scoring.Documents <= Affordable || (_query.Group == MatchGroup.SomeWords && expected <= Affordable));

    async Task<bool> AddAllAsync(string match, CancellationToken ct)
    {
        if (await CandidateRows.AllAsync(_db, _query, match, Window, ct).ConfigureAwait(false) is not { } rows)
            return false;

        Add(rows);
        return true;
    }

    // Of names of which nothing is known too many may sound like what was typed: those that are written so come first. True when
    // they fill the page.
    async Task<bool> AddAsTypedAsync(long expected, CancellationToken ct)
    {
        if (expected > Affordable)
            return false;

        var asTyped = _query.Query.Clauses.Select(AsTyped).ToList();
        return asTyped.Zip(_query.Query.Clauses).Any(c => c.First.Alternatives.Count < c.Second.Alternatives.Count)
            && await AddAllAsync(TsQueryText.Of(_query, asTyped), ct).ConfigureAwait(false)
            && FillsPage();
    }

    static Clause AsTyped(Clause clause) => clause with
    {
        Alternatives = [.. clause.Alternatives.Where(a => a.Kind is MatchKind.Word or MatchKind.Phrase or MatchKind.Prefix)],
    };

    // The documents with one of the rare words; true when they fill the page. Others have common words alone. More fit than the
    // window, so words of which nothing is known are rare only beside others.
    async Task<bool> AddRareAsync(string match, CancellationToken ct)
    {
        var rare = new List<Clause>();
        foreach (var clause in _query.Query.Clauses.OrderBy(Frequency))
            if (Expected([.. rare, clause]) <= Affordable)
                rare.Add(clause);
        if (rare.Count == 0 || Expected(_query.Query.Clauses) == 0)
            return false;

        await AddAsync(CandidateRows.DensestAsync(_db, _query, TsQueryText.Of(_query, rare), match, PickedRows, ct)).ConfigureAwait(false);
        return FillsPage();
    }

    // From the newest id backwards, as far as it takes. Titles first: they are fewer, so they reach further back, and what
    // has the words there is mostly the best.
    async Task AddNewestAsync(string match, long expected, CancellationToken ct)
    {
        var highest = await CandidateRows.HighestIdAsync(_db, ct).ConfigureAwait(false);
        var documents = _query.Query.Scoring.Documents;
        var share = documents == 0 || expected == 0 ? UnknownShare : Math.Min(1, (double)expected / documents);
        for (var span = (long)(PoolRows / share); ; span *= 8)
        {
            var found = await AddAsync(CandidateRows.TitlesInBlocksAsync(
                _db, _query, match, IdBlocks.Newest(highest, span * 8), PoolWindow, ct)).ConfigureAwait(false);
            found += await AddAsync(CandidateRows.DensestInBlocksAsync(
                _db, _query, match, IdBlocks.Newest(highest, span), PoolWindow, ct)).ConfigureAwait(false);
            if (found >= Enough || span >= highest)
                return;
        }
    }

    bool FillsPage() => _documents.Values.Count(d => _query.After?.IsBefore(d.Rank, d.Id) != false) >= _query.Limit;

    async Task<int> AddAsync(Task<List<RankedRow>> reading) => Add(await reading.ConfigureAwait(false));

    int Add(List<RankedRow> rows)
    {
        foreach (var row in rows)
        {
            ReadPoint ??= row.ReadPoint;
            _documents[row.Document.Id] = row.Document;
        }

        return rows.Count;
    }

    long Expected(IReadOnlyList<Clause> clauses) => _query.Group == MatchGroup.AllWords
        ? clauses.Min(Frequency)
        : clauses.Sum(Frequency);

    static long Frequency(Clause clause) => clause.Alternatives.Sum(a => a.Frequency);
}
