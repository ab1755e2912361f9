using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>How to run the matching; what is null comes from the programme.</summary>
/// <param name="Kind">Run or dry run.</param>
public sealed record RunOrder(RunKind Kind)
{
    /// <summary>Gets the policy.</summary>
    public MatchingPolicy? Policy { get; init; }

    /// <summary>Gets the weights.</summary>
    public MatchingWeights? Weights { get; init; }

    /// <summary>Gets what decides ties. Default: 0.</summary>
    public long Seed { get; init; }

    /// <summary>Gets the coordinator; null for an operator's command.</summary>
    public Guid? StartedBy { get; init; }
}

/// <summary>Starts runs: takes the snapshot, and enqueues a job for each mentee as a batch.</summary>
public sealed class MatchingRuns(JobQueue jobs, Blocks blocks, AccountDirectory accounts)
{
    /// <summary>Starts a run in the caller's transaction.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="programmeId">The programme.</param>
    /// <param name="order">How to run it.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>The id of the run.</returns>
    /// <exception cref="FaultException">The programme is in another state, or a run is under way.</exception>
    public async Task<Guid> StartAsync(NpgsqlConnection db, Guid programmeId, RunOrder order, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(order);
        var programme = await Programme.HoldAsync(db, programmeId, ct);
        programme.RequireState(
            "the matching runs when applications have closed, a dry run also before",
            order.Kind == RunKind.DryRun
                ? [ProgrammeState.ApplicationsOpen, ProgrammeState.Matching, ProgrammeState.Review, ProgrammeState.Active]
                : [ProgrammeState.Matching, ProgrammeState.Review, ProgrammeState.Active]);
        order = order with { Policy = order.Policy ?? programme.Policy, Weights = order.Weights ?? programme.Weights };

        var runId = Guid.CreateVersion7();
        var (mentors, mentees) = await new SnapshotTaker(db, programme, order.Kind, blocks, accounts).TakeAsync(ct);
        await InsertAsync(db, runId, programmeId, order, mentors, mentees, ct);
        await RunSnapshot.InsertAsync(db, runId, mentors, mentees, ct);

        var batch = await jobs.BeginBatchAsync(db, BatchFollowUp.Job(new AssignRun(runId), MentorshipJson.Default.AssignRun), ct);
        await jobs.EnqueueManyAsync(
            db, [.. mentees.Select(mentee => new ScoreMentee(runId, mentee.Place))], MentorshipJson.Default.ScoreMentee,
            new() { Batch = batch }, ct);
        return runId;
    }

    static async Task InsertAsync(
        NpgsqlConnection db, Guid runId, Guid programmeId, RunOrder order, IReadOnlyList<RunMentor> mentors,
        IReadOnlyList<RunMentee> mentees, CancellationToken ct)
    {
        const string sql = """
            insert into mentorship_run
                (id, programme_id, kind, policy, seed, topic_weight, language_weight, city_weight, time_zone_weight, preference_weight,
                 gender_weight, input_hash, mentees, mentors, places, started_by)
            values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16)
            """;

        var (policy, w) = (order.Policy!.Value, order.Weights!);
        try
        {
            await db.ExecuteAsync(
                sql,
                [
                    runId, programmeId, order.Kind.ToText(), policy.ToText(), order.Seed, w.Topic, w.Language, w.City, w.TimeZone,
                    w.Preference, w.Gender, RunSnapshot.Hash(policy, w, order.Seed, mentors, mentees), mentees.Count, mentors.Count,
                    mentors.Sum(mentor => mentor.Capacity), order.StartedBy,
                ], ct);
        }
        catch (PostgresException e) when (e.ConstraintName == "mentorship_run_one_at_a_time")
        {
            throw FaultException.FailedPrecondition("run_under_way", "A run of this programme is under way. Wait until it has finished, or discard it.");
        }
    }
}
