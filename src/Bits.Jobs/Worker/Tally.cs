namespace Bits.Jobs;

/// <summary>How attempts of a worker have ended since its last heartbeat. Safe for concurrent use.</summary>
sealed class Tally
{
    readonly Lock _lock = new();
    Dictionary<(string Queue, string Kind, JobOutcome Outcome), (int Jobs, double Seconds)> _counts = [];

    /// <summary>Notes one.</summary>
    public void Add(ClaimedJob job, JobOutcome outcome, TimeSpan duration)
    {
        lock (_lock)
        {
            var key = (job.Queue, job.Kind, outcome);
            var (jobs, seconds) = _counts.GetValueOrDefault(key);
            _counts[key] = (jobs + 1, seconds + duration.TotalSeconds);
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
}

/// <summary>How many attempts ended so.</summary>
readonly record struct TallyLine(string Queue, string Kind, string Outcome, int Jobs, double Seconds);
