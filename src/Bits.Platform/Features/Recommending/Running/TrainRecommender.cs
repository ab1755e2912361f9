using System.Text.Json.Serialization;
using Bits.Jobs;
using Bits.Platform.Rpc;
using Bits.Recommender;

namespace Bits.Platform.Features.Recommending.Running;

/// <summary>Trains the recommender on all signals, then has all users scored.</summary>
public sealed record TrainRecommender : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "recommendations.train";
}

/// <summary>Serializes the jobs of recommendations.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, RespectRequiredConstructorParameters = true)]
[JsonSerializable(typeof(TrainRecommender))]
[JsonSerializable(typeof(RefreshRecommender))]
[JsonSerializable(typeof(ScoreUsers))]
sealed partial class RecommendingJson : JsonSerializerContext;

/// <summary>Reads, trains without a transaction, and stores the model with the first scoring job.</summary>
/// <remarks>Idempotent: until the model is stored nothing has changed, and a job that comes after that finds its run scoring.
/// </remarks>
sealed class TrainRecommenderHandler(SystemPipeline pipeline, SignalReader signals, JobQueue jobs) : IJobHandler<TrainRecommender>
{
    // One at a time in a process: a training needs half of its memory. The next one takes the place of a run that has trained.
    static readonly SemaphoreSlim Turn = new(1);

    public async Task HandleAsync(Job<TrainRecommender> job, CancellationToken ct)
    {
        await Turn.WaitAsync(ct);
        try
        {
            await TrainAsync(job, ct);
        }
        finally
        {
            Turn.Release();
        }
    }

    async Task TrainAsync(Job<TrainRecommender> job, CancellationToken ct)
    {
        var task = SystemTask.Of(job);
        var run = await pipeline.RunAsync(task, call => BeginAsync(call, job.Id, ct), ct);
        if (run is null)
            return;

        var (trainer, count) = await pipeline.RunAsync(task, call => ReadAsync(call, run, ct), ct);
        var model = await Task.Run(() => trainer.Train(run.Until, ct), ct);
        await pipeline.RunAsync(task, call => StoreAsync(call, run.Id, trainer, model, count, ct), ct);
    }

    static Task<Run?> BeginAsync(SystemCall call, long jobId, CancellationToken ct)
    {
        call.Audit.If(changed: false); // recommendations are not a user's action
        return Run.BeginTrainingAsync(call.Db, jobId, ct);
    }

    async Task<(RecommenderTrainer Trainer, long Signals)> ReadAsync(SystemCall call, Run run, CancellationToken ct)
    {
        call.Audit.If(changed: false);
        var (trainer, count) = (new RecommenderTrainer(), 0L);
        await foreach (var signal in signals.StreamAsync(call.Db, since: null, run.Until, ct))
        {
            trainer.Add(signal);
            count++;
        }

        return (trainer, count);
    }

    async Task<bool> StoreAsync(
        SystemCall call, long runId, RecommenderTrainer trainer, RecommenderModel model, long count, CancellationToken ct)
    {
        call.Audit.If(changed: false);
        if (await Run.LockAsync(call.Db, runId, ct) is not { State: RecommenderRunState.Training } run)
            return false;

        await StoredModel.SaveAsync(call.Db, run.Id, model, ct);
        await StoredHistories.SaveAsync(call.Db, run.Id, trainer, model, ct);
        await run.TrainedAsync(call.Db, count, model.Items.Count, ct);
        await jobs.EnqueueAsync(call.Db, new ScoreUsers(run.Id, Guid.Empty), RecommendingJson.Default.ScoreUsers, ct);
        return true;
    }
}
