using Bits.Shared;

namespace Bits.Jobs;

/// <summary>Counts the outcomes of a worker's attempts since its last heartbeat. Safe for concurrent use.</summary>
sealed class OutcomeCounter
{
    readonly Lock _lock = new();
    Dictionary<(string Queue, string Kind, JobOutcome Outcome), (int Jobs, double Seconds)> _counts = [];

    /// <summary>Adds outcomes.</summary>
    public void Add(ReadOnlySpan<(Attempt Attempt, JobOutcome Outcome)> ends)
    {
        lock (_lock)
        {
            while (ends.Length > 0)
            {
                // Most of a group are alike, so one look-up serves them.
                var key = KeyOf(ends[0]);
                var (jobs, seconds) = _counts.GetValueOrDefault(key);
                var alike = 0;
                for (; alike < ends.Length && KeyOf(ends[alike]) == key; alike++)
                    seconds += ends[alike].Attempt.Duration.TotalSeconds;

                _counts[key] = (jobs + alike, seconds);
                ends = ends[alike..];
            }
        }
    }

    /// <summary>Returns the counts, and starts from zero.</summary>
    public IReadOnlyList<OutcomeCount> Take()
    {
        lock (_lock)
        {
            if (_counts.Count == 0)
                return [];

            var counts = _counts;
            _counts = [];
            return [.. counts.Select(line => new OutcomeCount(
                line.Key.Queue, line.Key.Kind, line.Key.Outcome.ToText(), line.Value.Jobs, line.Value.Seconds))];
        }
    }

    static (string Queue, string Kind, JobOutcome Outcome) KeyOf((Attempt Attempt, JobOutcome Outcome) end) =>
        (end.Attempt.Job.Queue, end.Attempt.Job.Kind, end.Outcome);
}

/// <summary>The number of attempts of a kind with an outcome, and their total run time.</summary>
readonly record struct OutcomeCount(string Queue, string Kind, string Outcome, int Jobs, double Seconds);
