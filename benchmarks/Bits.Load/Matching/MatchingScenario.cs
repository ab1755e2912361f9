using System.Diagnostics;
using Bits.Load.Measuring;
using Bits.Load.Reporting;
using Bits.Matching;

namespace Bits.Load.Matching;

/// <summary>The assignment of mentees to mentors by each policy of the library, each result checked by the verifier.</summary>
sealed class MatchingScenario : IScenario
{
    public string Name => "matching";

    public string Description => "Mentees and mentors: a run of the feature; the most value with its proof, stable, greedy, first come first served.";

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var (mentees, mentors) = context.At(small: (500, 150), full: (10_000, 3_000));
        ScenarioContext.Tell("a run of the feature");
        var run = await MatchingRunWorld.RunAsync(context, mentees, mentors, ct); // first, so that its memory is its own
        ScenarioContext.Tell($"{mentees:N0} mentees × {mentors:N0} mentors");
        var problem = MatchingWorld.Create(mentees, mentors);
        var sides = await Rounds.AlternateAsync(
            context.Rounds,
            [
                Side(() => MostValue.Assign(problem, ct).Assignment), Side(() => Stable.Assign(problem, ct)),
                Side(() => Greedy.Assign(problem, ct)), Side(() => FirstComeFirstServed.Assign(problem, ct)),
            ],
            ct);

        Policy[] policies = [.. sides.Select(rounds => Summarize(problem, rounds, ct))];
        return Print(context.Report, problem, policies, run, Prove(problem, policies[0].Assignment, ct));
    }

    /// <summary>What a round of a policy took and gave.</summary>
    sealed record Round(double Seconds, Assignment Assignment);

    /// <summary>What a policy gave in every round.</summary>
    sealed record Policy(Spread Seconds, Assignment Assignment, long BlockingPairs);

    static Func<Task<Round>> Side(Func<Assignment> assign) => () =>
    {
        var started = Stopwatch.GetTimestamp();
        var assignment = assign();
        return Task.FromResult(new Round(Stopwatch.GetElapsedTime(started).TotalSeconds, assignment));
    };

    static Policy Summarize(MatchingProblem problem, IReadOnlyList<Round> rounds, CancellationToken ct)
    {
        var assignment = rounds[0].Assignment;
        if (!rounds.All(round => round.Assignment.Pairs.SequenceEqual(assignment.Pairs)))
            throw new InvalidOperationException("The same problem gave two results.");

        return new(
            Spread.Of(rounds, round => round.Seconds), assignment, AssignmentVerifier.CountBlockingPairs(problem, assignment, ct));
    }

    // What no assignment is worth more than.
    static long Prove(MatchingProblem problem, Assignment most, CancellationToken ct)
    {
        var prices = MostValue.Assign(problem, ct).Proof;
        return AssignmentVerifier.VerifyMostValue(problem, most, prices, ct) is { } fault
            ? throw new InvalidOperationException($"The most value is not proved: {fault}")
            : prices.Bound(problem.Capacities);
    }

    static Figures Print(Report report, MatchingProblem problem, Policy[] policies, FeatureRun run, long bound)
    {
        var (most, stable, greedy, first) = (policies[0], policies[1], policies[2], policies[3]);
        var peak = ProcessMemory.PeakRssMiB();
        report.Table(
            $"{problem.Mentees:N0} mentees, {problem.Mentors:N0} mentors with {problem.Capacities.Sum():N0} places",
            ["policy", "pairs", "value", "share of the optimum", "blocking pairs", "seconds"],
            new[] { ("most value, proved", most), ("stable", stable), ("greedy", greedy), ("first come first served", first) }
                .Select(one => (string[])
                [
                    one.Item1, $"{one.Item2.Assignment.Pairs.Count:N0}", $"{one.Item2.Assignment.Value:N0}",
                    $"{Share(one.Item2):0.0000}", $"{one.Item2.BlockingPairs:N0}", $"{one.Item2.Seconds}",
                ]));
        report.Table(
            "a whole run of the feature", ["what", "value"],
            [
                ["seconds", $"{run.Seconds:0.0}"], ["of these the call", $"{run.StartSeconds:0.0}"], ["pairs, proved", $"{run.Pairs:N0}"],
                ["peak of the process until then in MiB", $"{run.PeakMiB:0}"],
            ]);
        report.Table("memory", ["what", "MiB"], [["peak of the process", $"{peak:0}"]]);

        var figures = new Figures();
        figures.Add("mentees", problem.Mentees);
        figures.Add("mentors", problem.Mentors);
        figures.Add("slots", problem.Capacities.Sum());
        figures.Add("value_share", Share(most));
        figures.Add("blocking_pairs_stable", stable.BlockingPairs);
        figures.Add("assign_seconds", most.Seconds);
        figures.Add("run_seconds", run.Seconds);
        figures.Add("run_peak_rss_mb", run.PeakMiB);
        figures.Add("peak_rss_mb", peak);
        figures.Add("fcfs_share", Share(first));
        figures.Add("greedy_share", Share(greedy));
        return figures;

        double Share(Policy policy) => (double)policy.Assignment.Value / bound;
    }
}
