using Npgsql;

namespace Bits.Search.Paths.Pool;

/// <summary>Collects the ranked candidates of one search, strategy by strategy, until a strategy needs no further ones.
/// </summary>
sealed class CandidatePool
{
    static readonly IPoolStrategy[] Strategies =
    [
        new EverythingStrategy(), new ExactTitleStrategy(), new DensestStrategy(), new AsTypedStrategy(), new RareWordStrategy(),
        new NewestStrategy(),
    ];

    readonly Dictionary<long, RankedDocument> _documents = [];

    CandidatePool(NpgsqlConnection db, PathQuery query)
    {
        (Db, Query, Match, Expected) = (db, query, TsQueryText.Of(query), SelectivityEstimate.Documents(query));
        Budget = PoolBudget.Of(query, Expected);
    }

    /// <summary>Gets the caller's connection.</summary>
    public NpgsqlConnection Db { get; }

    /// <summary>Gets the query.</summary>
    public PathQuery Query { get; }

    /// <summary>Gets the query as a <c>tsquery</c>.</summary>
    public string Match { get; }

    /// <summary>Gets the estimated number of matches; 0 when the statistics do not know the words.</summary>
    public long Expected { get; }

    /// <summary>Gets the budget of rows for the strategies.</summary>
    public PoolBudget Budget { get; }

    /// <summary>Gets the candidates, in no order.</summary>
    public IEnumerable<RankedDocument> Documents => _documents.Values;

    /// <summary>Gets or sets whether the candidates are everything that matches.</summary>
    public bool IsComplete { get; set; }

    /// <summary>Gets the mark of the first statement.</summary>
    public SnapshotMark SnapshotMark { get; private set; } = null!;

    /// <summary>Gets whether the candidates fill the page.</summary>
    public bool FillsPage => _documents.Values.Count(d => Query.After?.IsBefore(d.Rank, d.Id) != false) >= Query.Limit;

    /// <summary>Collects the candidates of a query.</summary>
    public static async Task<CandidatePool> GatherAsync(NpgsqlConnection db, PathQuery query, CancellationToken ct)
    {
        var pool = new CandidatePool(db, query);
        foreach (var strategy in Strategies)
            if (await strategy.FillAsync(pool, ct).ConfigureAwait(false))
                break;

        pool.SnapshotMark ??= await CandidateRows.ReadMarkAsync(db, ct).ConfigureAwait(false);
        return pool;
    }

    /// <summary>Adds rows.</summary>
    /// <returns>The number of rows.</returns>
    public async Task<int> AddAsync(Task<List<RankedRow>> reading) => Add(await reading.ConfigureAwait(false));

    /// <summary>Adds all matches, unless there are too many.</summary>
    /// <returns>Whether it was added.</returns>
    public async Task<bool> AddEverythingAsync(string match, int window, CancellationToken ct)
    {
        if (await CandidateRows.AllAsync(Db, Query, match, window, ct).ConfigureAwait(false) is not { } rows)
            return false;

        Add(rows);
        return true;
    }

    int Add(List<RankedRow> rows)
    {
        foreach (var row in rows)
        {
            SnapshotMark ??= row.SnapshotMark;
            if (Query.Has(row.Document))
                _documents[row.Document.Id] = row.Document;
        }

        return rows.Count;
    }
}
