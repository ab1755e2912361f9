namespace Bits.Jobs;

/// <summary>How attempts of a worker have ended since its last heartbeat. Safe for concurrent use.</summary>
sealed class Tally
{
    readonly Lock _lock = new();
    Dictionary<(string Queue, string Kind, JobOutcome Outcome), (int Jobs, double Seconds)> _counts = [];

    /// <summary>Notes them.</summary>
    public void Add(ReadOnlySpan<(Attempt Attempt, JobOutcome Outcome)> ends)
    {
        lock (_lock)
        {
            while (ends.Length > 0)
            {
                // Most of a group are alike: they are looked up once.
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

    /// <summary>Takes them, to be stored once.</summary>
    public IReadOnlyList<TallyLine> Take()
    {
        lock (_lock)
        {
            if (_counts.Count == 0)
                return [];

            var counts = _counts;
            _counts = [];
            return [.. counts.Select(line => new TallyLine(
                line.Key.Queue, line.Key.Kind, line.Key.Outcome.ToText(), line.Value.Jobs, line.Value.Seconds))];
        }
    }

    static (string Queue, string Kind, JobOutcome Outcome) KeyOf((Attempt Attempt, JobOutcome Outcome) end) =>
        (end.Attempt.Job.Queue, end.Attempt.Job.Kind, end.Outcome);
}

/// <summary>How many attempts ended so.</summary>
readonly record struct TallyLine(string Queue, string Kind, string Outcome, int Jobs, double Seconds);
