using Bits.Jobs;
using Bits.Platform.Features.Recommending.Running;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Recommending;

/// <summary>A run as operators see it.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Kind">train or refresh.</param>
/// <param name="State">The state.</param>
/// <param name="StartedAt">The time of its start.</param>
/// <param name="TrainedAt">The time at which the model was stored; null for a refresh.</param>
/// <param name="FinishedAt">The time of its end; null while it is under way.</param>
/// <param name="Signals">The signals that it was trained on.</param>
/// <param name="Items">The documents that the model knows.</param>
/// <param name="Users">The users scored so far.</param>
/// <param name="Coverage">The share of them with a candidate, 0 to 1.</param>
/// <param name="Candidates">The candidates in their lists.</param>
/// <param name="Drift">The share of the first ten of replaced lists that are no longer there, 0 to 1.</param>
public sealed record RunOverview(
    long RunId, RecommenderRunKind Kind, RecommenderRunState State, DateTimeOffset StartedAt, DateTimeOffset? TrainedAt, DateTimeOffset? FinishedAt, long Signals,
    int Items, long Users, double Coverage, long Candidates, double Drift);

/// <summary>Starts and reads the runs of the recommender.</summary>
public sealed class RecommenderRuns(JobQueue jobs)
{
    /// <summary>Enqueues a run for the next free worker, in the caller's transaction. One that waits already is not enqueued again:
    /// one for now, and one for later.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="kind">The kind of run.</param>
    /// <param name="ct">Stops the call.</param>
    /// <param name="runIn">How long it waits; null for not at all.</param>
    /// <returns>The id of the job.</returns>
    public Task<long> StartAsync(NpgsqlConnection db, RecommenderRunKind kind, CancellationToken ct, TimeSpan? runIn = null) => kind switch
    {
        RecommenderRunKind.Train => jobs.EnqueueAsync(
            db, new TrainRecommender(), RecommendingJson.Default.TrainRecommender, Once(runIn), ct),
        RecommenderRunKind.Refresh => jobs.EnqueueAsync(
            db, new RefreshRecommender(), RecommendingJson.Default.RefreshRecommender, Once(runIn), ct),
    };

    // A run for now does not wait for one of later.
    static EnqueueOptions Once(TimeSpan? runIn) => new() { UniqueKey = runIn is null ? "now" : "later", RunIn = runIn };

    /// <summary>Lists the last runs, the latest first.</summary>
    public Task<List<RunOverview>> ListAsync(NpgsqlConnection db, int limit, CancellationToken ct)
    {
        const string sql = """
            select id, kind, state, started_at, trained_at, finished_at, signals, items, users,
                   coalesce(users_served::float8 / nullif(users, 0), 0), candidates, coalesce(top_gone::float8 / nullif(top, 0), 0)
            from recommend_run
            order by id desc
            limit $1
            """;

        return db.QueryAsync(sql, [limit], Read, ct);
    }

    static RunOverview Read(NpgsqlDataReader row) => new(
        row.GetInt64(0), EnumText.Parse<RecommenderRunKind>(row.GetString(1)), EnumText.Parse<RecommenderRunState>(row.GetString(2)),
        row.GetFieldValue<DateTimeOffset>(3), row.Nullable<DateTimeOffset>(4), row.Nullable<DateTimeOffset>(5), row.GetInt64(6),
        row.GetInt32(7), row.GetInt64(8), row.GetDouble(9), row.GetInt64(10), row.GetDouble(11));
}
