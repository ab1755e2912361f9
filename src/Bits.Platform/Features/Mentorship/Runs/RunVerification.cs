using Bits.Matching;
using Bits.Platform.Features.Mentorship.Programmes;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>What the check of a run has found.</summary>
/// <param name="IsProved">Whether the stored pairs are allowed and the best by the policy of the run.</param>
/// <param name="Fault">What is wrong; null for a proved run.</param>
/// <param name="InputHash">The hash of the snapshot as it is stored now.</param>
/// <param name="Pairs">The number of stored pairs.</param>
/// <param name="Value">The sum of their scores.</param>
/// <param name="Bound">What no assignment exceeds; null for the stable policy.</param>
/// <param name="BlockingPairs">The number of pairs that would both rather have each other; the stable policy has 0.
/// Null where the pairs are not even allowed.</param>
/// <param name="IsRedacted">Whether an erasure has taken a person out of the snapshot: then the stored scores are checked, and the
/// hash is that of what is left.</param>
public sealed record RunVerdict(
    bool IsProved, string? Fault, string InputHash, int Pairs, long Value, long? Bound, long? BlockingPairs, bool IsRedacted);

/// <summary>Checks a finished run again: the hash of its snapshot, the scores computed from it once more, and the stored pairs and
/// prices by the verifier of the library, which has no solver.</summary>
public static class RunVerification
{
    /// <summary>Checks a run.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="run">The run.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="Rpc.FaultException">The run has not finished.</exception>
    public static async Task<RunVerdict> VerifyAsync(NpgsqlConnection db, MatchingRun run, CancellationToken ct)
    {
        ArgumentNullException.ThrowIfNull(run);
        if (run.State == RunState.Scoring)
            throw Rpc.FaultException.FailedPrecondition("run_not_finished", "The run has not finished. Wait for it.");

        var input = run.IsRedacted ? await RunInput.LoadAsync(db, run, ct) : await RunInput.RecomputeAsync(db, run, ct);
        var stored = await RunResults.LoadAsync(db, run, ct);
        var hash = RunSnapshot.Hash(run.Policy, run.Weights, run.Seed, input.Mentors, input.Mentees);
        var fault = hash != run.InputHash && !run.IsRedacted
            ? $"The snapshot has the hash {hash}, the run was made with {run.InputHash}."
            : Check(run, input.Problem, stored, ct)?.ToString() ?? BoundFault(run, input.Problem, stored);
        var blocking = AssignmentVerifier.VerifyAllowed(input.Problem, stored.Assignment, ct) is null
            ? AssignmentVerifier.CountBlockingPairs(input.Problem, stored.Assignment, ct)
            : (long?)null;
        return new(
            fault is null, fault, hash, stored.Assignment.Pairs.Count, stored.Assignment.Value, run.Bound, blocking, run.IsRedacted);
    }

    static AssignmentFault? Check(MatchingRun run, MatchingProblem problem, RunResult stored, CancellationToken ct) => run.Policy switch
    {
        MatchingPolicy.MostValue => AssignmentVerifier.VerifyMostValue(problem, stored.Assignment, stored.Prices!, ct),
        MatchingPolicy.Stable => AssignmentVerifier.VerifyStable(problem, stored.Assignment, ct),
    };

    static string? BoundFault(MatchingRun run, MatchingProblem problem, RunResult stored) =>
        run.Policy == MatchingPolicy.MostValue && stored.Prices!.Bound(problem.Capacities) != run.Bound
            ? $"The prices add up to {stored.Prices.Bound(problem.Capacities)}, the run says {run.Bound}."
            : null;
}
