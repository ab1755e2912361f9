using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>What became of the wish to cancel a job.</summary>
public enum CancelOutcome
{
    /// <summary>It waited, and is dead now.</summary>
    Cancelled,

    /// <summary>It runs: its handler's token is cancelled within a few seconds, wherever it runs. A handler that does not
    /// listen ends as it would have.</summary>
    Asked,

    /// <summary>It had ended before.</summary>
    Ended,

    /// <summary>There is no such job.</summary>
    Unknown,
}

/// <summary>Acts on jobs from outside.</summary>
/// <param name="dataSource">Where the table is; see <see cref="JobsSchema"/>.</param>
public sealed class JobOperator(NpgsqlDataSource dataSource)
{
    /// <summary>Ends a job that waits or runs, in whatever process. Ends dead, with the reason; safe to repeat.</summary>
    /// <param name="id">Which.</param>
    /// <param name="reason">Why, for whoever finds it.</param>
    /// <param name="ct">Stops the query.</param>
    public async Task<CancelOutcome> CancelAsync(long id, string reason, CancellationToken ct = default)
    {
        const string sql = "select jobs_queue_cancel_job($1, $2)";

        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        var outcome = await dataSource.WithConnectionAsync(
            db => db.FindAsync(sql, [id, PostgresText.Cleaned(reason, 1000)], row => row.GetString(0), ct), ct)
            .ConfigureAwait(false);
        return Enum.Parse<CancelOutcome>(outcome!, ignoreCase: true);
    }
}
