using Bits.Jobs;
using Bits.Platform.Rpc;
using Bits.Search.Signals;
using Microsoft.Extensions.Options;
using Npgsql;

namespace Bits.Platform.Features.Recommending.Running;

/// <summary>Replaces the lists of a chunk of users.</summary>
/// <param name="RunId">The run.</param>
/// <param name="After">The user to continue after; zero for the first chunk.</param>
public sealed record ScoreUsers(long RunId, Guid After) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "recommendations.score";
}

/// <summary>Replaces the lists of a chunk, marks it in the row of the run, and enqueues the next chunk or ends the run: all in one
/// transaction.</summary>
/// <remarks>Idempotent: a chunk that is marked is not done again, nor one of a run that has lost its place.</remarks>
sealed class ScoreUsersHandler(
    SystemPipeline pipeline, RunModels models, ScoredUsers reader, JobQueue jobs, IOptions<RecommendingOptions> options) : IJobHandler<ScoreUsers>
{
    public Task HandleAsync(Job<ScoreUsers> job, CancellationToken ct) =>
        pipeline.RunAsync(SystemTask.Of(job), call => ScoreAsync(call, job.Args, ct), ct);

    async Task<bool> ScoreAsync(SystemCall call, ScoreUsers args, CancellationToken ct)
    {
        call.Audit.If(changed: false);
        if (await Run.LockAsync(call.Db, args.RunId, ct) is not { State: RecommenderRunState.Scoring } run || run.ScoredThrough != args.After)
            return false;

        var model = await models.GetAsync(call.Db, run, ct);
        var users = await reader.ListAsync(call.Db, model, args.After, options.Value.ChunkSize, ct);
        await ReplaceAsync(call.Db, run, model, users, ct);
        if (users.Count == options.Value.ChunkSize)
            await jobs.EnqueueAsync(call.Db, new ScoreUsers(run.Id, users[^1]), RecommendingJson.Default.ScoreUsers, ct);
        else
            await EndAsync(call.Db, run, ct);
        return true;
    }

    async Task EndAsync(NpgsqlConnection db, Run run, CancellationToken ct)
    {
        await run.FinishAsync(db, ct);
        models.Forget();
    }

    async Task ReplaceAsync(NpgsqlConnection db, Run run, RunModel model, IReadOnlyList<Guid> users, CancellationToken ct)
    {
        var histories = await StoredHistories.ListAsync(db, run.ModelId!.Value, users, model.StoredItems, ct);
        var facts = await reader.ReadAsync(db, users, ct);
        var sets = await Task.Run(
            () => facts.Enabled.AsParallel().AsOrdered().WithCancellation(ct)
                .Select(user => model.Score(user, histories.GetValueOrDefault(user, []), [.. facts.Dismissed[user]], [.. facts.Blocked[user]])).ToList(), ct);
        var change = await CandidateStore.ReplaceAsync(db, users, model.Lists, [.. sets.SelectMany(list => list)], ct);
        if (run.ScoredThrough == Guid.Empty)
            await CandidateStore.ReplaceAsync(db, [Recommendations.Everyone], model.Lists, model.ForEveryone(), ct);
        await run.ScoredAsync(
            db, users is [.., var last] ? last : run.ScoredThrough, facts.Enabled.Count,
            sets.Count(lists => lists.Any(list => list.Candidates.Count > 0)), change, ct);
    }
}
