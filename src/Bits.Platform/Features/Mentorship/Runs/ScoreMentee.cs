using Bits.Jobs;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>Scores the candidates of one mentee of a run.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Place">The mentee's place in the snapshot.</param>
public sealed record ScoreMentee(Guid RunId, int Place) : IJobArgs
{
    /// <inheritdoc />
    public static string Kind => "mentorship.score_mentee";
}

/// <summary>Stores the scores of one mentee.</summary>
/// <remarks>Idempotent: the snapshot never changes, so a second attempt would store the same.</remarks>
sealed class ScoreMenteeHandler(SystemPipeline pipeline, ScoringCache cache) : IJobHandler<ScoreMentee>
{
    public Task HandleAsync(Job<ScoreMentee> job, CancellationToken ct) => pipeline.RunAsync(
        SystemTask.Of(job), call => ScoreAsync(call, job.Args, ct), ct);

    async Task<bool> ScoreAsync(SystemCall call, ScoreMentee args, CancellationToken ct)
    {
        const string find = $"""
            select {RunSnapshot.MenteeColumns}
            from mentorship_run_mentee e
            where e.run_id = $1 and e.place = $2 and e.scores is null
            """;
        const string store = "update mentorship_run_mentee set scores = $3 where run_id = $1 and place = $2 and scores is null";

        call.Audit.If(changed: false);
        if (await call.Db.FindAsync(find, [args.RunId, args.Place], row => RunSnapshot.ReadMentee(row, 0), ct) is not { } mentee)
            return false;

        var scoring = await cache.GetAsync(call.Db, args.RunId, ct);
        return await call.Db.ExecuteAsync(store, [args.RunId, args.Place, Scoring.Pack(scoring.Score(mentee))], ct) > 0;
    }
}

/// <summary>Keeps the mentors of the latest run that this process scores, so that each job reads its mentee alone.</summary>
sealed class ScoringCache : IDisposable
{
    readonly SemaphoreSlim _gate = new(1, 1);
    (Guid RunId, Scoring Scoring)? _latest;

    public async Task<Scoring> GetAsync(NpgsqlConnection db, Guid runId, CancellationToken ct)
    {
        await _gate.WaitAsync(ct);
        try
        {
            if (_latest?.RunId != runId)
                _latest = (runId, await LoadAsync(db, runId, ct));
            return _latest.Value.Scoring;
        }
        finally
        {
            _gate.Release();
        }
    }

    public void Dispose() => _gate.Dispose();

    internal static async Task<Scoring> LoadAsync(NpgsqlConnection db, Guid runId, CancellationToken ct)
    {
        var run = await MatchingRun.FindAsync(db, runId, ct) ?? throw new DiscardJobException($"There is no run {runId}.");
        return new(run.Weights, await RunSnapshot.ListMentorsAsync(db, runId, ct));
    }
}
