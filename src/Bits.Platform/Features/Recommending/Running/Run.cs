using Bits.Search.Signals;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Recommending.Running;

/// <summary>Lists the kinds of runs.</summary>
public enum RecommenderRunKind
{
    /// <summary>Trains on all signals and scores everyone: each night.</summary>
    Train,

    /// <summary>Adds the signals since the training, and scores those who gave some: each hour.</summary>
    Refresh,
}

/// <summary>Lists the states of a run.</summary>
public enum RecommenderRunState
{
    /// <summary>It trains.</summary>
    Training,

    /// <summary>It replaces the lists of users.</summary>
    Scoring,

    /// <summary>It has finished.</summary>
    Done,

    /// <summary>Another run has taken its place.</summary>
    Superseded,
}

/// <summary>The row of a run. A run writes only while it holds its place: each write locks the row first.</summary>
/// <param name="Id">The run.</param>
/// <param name="Kind">The kind.</param>
/// <param name="State">The state.</param>
/// <param name="ModelId">The training whose model it uses; null while it trains.</param>
/// <param name="ScoreSince">Users with signals from here on get new lists; of a training, all do.</param>
/// <param name="Since">The beginning of the signals that it adds.</param>
/// <param name="Until">Their end.</param>
/// <param name="ScoredThrough">The last user who has new lists.</param>
sealed record Run(
    long Id, RecommenderRunKind Kind, RecommenderRunState State, long? ModelId, DateTimeOffset ScoreSince, DateTimeOffset Since, DateTimeOffset Until,
    Guid ScoredThrough)
{
    const string Columns = "id, kind, state, model_id, score_since, signals_since, signals_until, scored_through";

    static readonly TimeSpan TakeOverAfter = TimeSpan.FromMinutes(30);

    /// <summary>Begins a training in the place of any other run. A job that comes again gets its run.</summary>
    public static async Task<Run?> BeginTrainingAsync(NpgsqlConnection db, long jobId, CancellationToken ct)
    {
        const string sql = $"""
            insert into recommend_run (kind, job_id, state, score_since, signals_since, signals_until)
            values ('train', $1, 'training', '-infinity', '-infinity', now())
            returning {Columns}
            """;

        await OneAtATimeAsync(db, ct);
        if (await FindOfJobAsync(db, jobId, ct) is { } own)
            return own.State == RecommenderRunState.Training ? own : null;

        await SupersedeAsync(db, TimeSpan.Zero, ct);
        return await db.FindAsync(sql, [jobId], Read, ct);
    }

    /// <summary>Begins a refresh of the last training; null before the first one, and while another run is under way.</summary>
    public static async Task<Run?> BeginRefreshAsync(NpgsqlConnection db, long jobId, CancellationToken ct)
    {
        const string sql = $"""
            insert into recommend_run (kind, job_id, state, model_id, score_since, signals_since, signals_until)
            select 'refresh', $1, 'scoring', trained.id,
                   (select max(signals_until) from recommend_run where state = 'done'), trained.signals_until, now()
            from (select id, signals_until from recommend_run where kind = 'train' and state = 'done' order by id desc limit 1) as trained
            where not exists (select from recommend_run where finished_at is null)
            returning {Columns}
            """;

        await OneAtATimeAsync(db, ct);
        if (await FindOfJobAsync(db, jobId, ct) is not null)
            return null;

        await SupersedeAsync(db, TakeOverAfter, ct);
        return await db.FindAsync(sql, [jobId], Read, ct);
    }

    /// <summary>Locks a run until the transaction ends; null if it has finished or lost its place.</summary>
    public static Task<Run?> LockAsync(NpgsqlConnection db, long id, CancellationToken ct)
    {
        const string sql = $"select {Columns} from recommend_run where id = $1 and finished_at is null for update";

        return db.FindAsync(sql, [id], Read, ct);
    }

    /// <summary>Marks that the model and the histories are stored.</summary>
    public Task TrainedAsync(NpgsqlConnection db, long signals, int items, CancellationToken ct)
    {
        const string sql = """
            update recommend_run
            set state = 'scoring', model_id = id, signals = $2, items = $3, trained_at = clock_timestamp(), moved_at = clock_timestamp()
            where id = $1
            """;

        return db.ExecuteAsync(sql, [Id, signals, items], ct);
    }

    /// <summary>Adds what a chunk of users got.</summary>
    public Task ScoredAsync(NpgsqlConnection db, Guid through, int users, int served, CandidateChange change, CancellationToken ct)
    {
        const string sql = """
            update recommend_run
            set scored_through = $2, users = users + $3, users_served = users_served + $4, candidates = candidates + $5,
                top = top + $6, top_gone = top_gone + $7, moved_at = clock_timestamp()
            where id = $1
            """;

        return db.ExecuteAsync(sql, [Id, through, users, served, change.Candidates, change.Top, change.TopGone], ct);
    }

    /// <summary>Ends the run, and deletes models and histories of other trainings.</summary>
    public async Task FinishAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            update recommend_run set state = 'done', finished_at = clock_timestamp(), moved_at = clock_timestamp() where id = $1
            """;
        const string models = "delete from recommend_model where run_id <> $1";
        const string histories = "delete from recommend_history where run_id <> $1";
        const string runs = "delete from recommend_run where finished_at < now() - interval '90 days' and id <> $1";

        await db.ExecuteAsync(sql, [Id], ct);
        if (Kind != RecommenderRunKind.Train)
            return;

        await db.ExecuteAsync(models, [Id], ct);
        await db.ExecuteAsync(histories, [Id], ct);
        await db.ExecuteAsync(runs, [Id], ct);
    }

    static Task OneAtATimeAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select pg_advisory_xact_lock(hashtextextended('recommend_run', 0))";

        return db.ExecuteAsync(sql, [], ct);
    }

    static Task<Run?> FindOfJobAsync(NpgsqlConnection db, long jobId, CancellationToken ct)
    {
        const string sql = $"select {Columns} from recommend_run where job_id = $1";

        return db.FindAsync(sql, [jobId], Read, ct);
    }

    static Task SupersedeAsync(NpgsqlConnection db, TimeSpan after, CancellationToken ct)
    {
        const string sql = """
            update recommend_run
            set state = 'superseded', finished_at = clock_timestamp()
            where finished_at is null and moved_at <= now() - $1::interval
            """;

        return db.ExecuteAsync(sql, [after], ct);
    }

    static Run Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), EnumText.Parse<RecommenderRunKind>(row.GetString(1)), EnumText.Parse<RecommenderRunState>(row.GetString(2)), row.Nullable<long>(3),
        row.GetFieldValue<DateTimeOffset>(4), row.GetFieldValue<DateTimeOffset>(5), row.GetFieldValue<DateTimeOffset>(6), row.GetGuid(7));
}
