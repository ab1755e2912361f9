using Bits.Search.Ranking;
using Npgsql;

namespace Bits.Search.Paths;

/// <summary>The candidates of one search, ranked.</summary>
/// <remarks>Three ways, by how much is expected to fit: all of it; all of it, ordered by the server before the window
/// cuts; or, for words so common that even looking is dear, the best of what is new and of what has the words in
/// its title.</remarks>
sealed class CandidatePool
{
    // So many rows are fetched and ranked at most by one statement.
    const int Window = 500;

    // So many fitting rows the server orders in about ten milliseconds.
    const int Affordable = 6_000;

    // A pool looks at about so many fitting rows, and gives up looking further back when it has a page many times over.
    const int PoolRows = 1_500;
    const int Enough = 100;

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
        if (expected <= Affordable)
        {
            IsComplete = await AddAsync(CandidateRows.AnyAsync(_db, _query, match, Window + 1, ct)).ConfigureAwait(false) <= Window;
            if (IsComplete)
                return;
        }

        if (expected <= Affordable && _query.Query.Scoring.StatisticsVersion > 0)
            await AddAsync(CandidateRows.DensestAsync(_db, _query, match, match, Window, ct)).ConfigureAwait(false);
        else if (_query.Group == MatchGroup.AllWords || !await AddRareAsync(match, ct).ConfigureAwait(false))
            await AddNewestAsync(match, expected, ct).ConfigureAwait(false);
    }

    // The documents with one of the rare words; true when no other can outrank the page.
    async Task<bool> AddRareAsync(string match, CancellationToken ct)
    {
        var rare = new List<Clause>();
        foreach (var clause in _query.Query.Clauses.OrderBy(c => Expected([c])))
            if (Expected([.. rare, clause]) <= Affordable)
                rare.Add(clause);
        if (rare.Count == 0)
            return false;

        await AddAsync(CandidateRows.DensestAsync(_db, _query, TsQueryText.Of(_query, rare), match, Window, ct)).ConfigureAwait(false);
        var best = _query.Query.Clauses.Sum(Most);
        var reach = 1_000_000 * _query.Query.Clauses.Except(rare).Sum(Most) / best;
        return _documents.Values.Count(d => d.Rank > reach && _query.After?.IsBefore(d.Rank, d.Id) != false) >= _query.Limit;
    }

    // From the newest id backwards, as far as it takes; titles reach further back, for they are fewer.
    async Task AddNewestAsync(string match, long expected, CancellationToken ct)
    {
        var highest = await CandidateRows.HighestIdAsync(_db, ct).ConfigureAwait(false);
        var documents = _query.Query.Scoring.Documents;
        var share = documents == 0 ? 0.1 : (double)Math.Max(expected, 1) / documents;
        for (var span = (long)(PoolRows / share); ; span *= 8)
        {
            var blocks = IdBlocks.Newest(highest, span);
            var found = await AddAsync(CandidateRows.DensestInBlocksAsync(_db, _query, match, blocks, Window, ct)).ConfigureAwait(false);
            await AddAsync(CandidateRows.TitlesInBlocksAsync(_db, _query, match, IdBlocks.Newest(highest, span * 8), Window, ct)).ConfigureAwait(false);
            if (found >= Enough || span >= highest)
                return;
        }
    }

    async Task<int> AddAsync(Task<List<RankedRow>> reading)
    {
        var rows = await reading.ConfigureAwait(false);
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

    static double Most(Clause clause) => clause.Alternatives.Max(a => a.Weight);
}
