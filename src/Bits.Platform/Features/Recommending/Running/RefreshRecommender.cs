using Bits.Jobs;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Recommending.Running;

/// <summary>Has the users scored who gave signals since the last run. Does nothing before the first training, nor while another run
/// is under way: the next refresh covers the time.</summary>
public sealed record RefreshRecommender : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "recommendations.refresh";
}

/// <summary>Begins the run with its first scoring job.</summary>
/// <remarks>Idempotent: both are one transaction.</remarks>
sealed class RefreshRecommenderHandler(SystemPipeline pipeline, JobQueue jobs) : IJobHandler<RefreshRecommender>
{
    public Task HandleAsync(Job<RefreshRecommender> job, CancellationToken ct) => pipeline.RunAsync(
        SystemTask.Of(job), async call =>
        {
            call.Audit.If(changed: false);
            if (await Run.BeginRefreshAsync(call.Db, job.Id, ct) is not { } run)
                return false;

            await jobs.EnqueueAsync(call.Db, new ScoreUsers(run.Id, Guid.Empty), RecommendingJson.Default.ScoreUsers, ct);
            return true;
        }, ct);
}
