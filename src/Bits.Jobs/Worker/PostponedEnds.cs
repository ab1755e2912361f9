namespace Bits.Jobs;

/// <summary>Results whose row cannot be stored now, each with the moment of its next try: after 250 ms, doubling up to a
/// minute. Not for concurrent use, except <see cref="Count"/>.</summary>
sealed class PostponedEnds(TimeProvider time)
{
    static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    readonly List<(Attempt Attempt, long At)> _ends = [];
    int _count;

    /// <summary>The number of postponed results.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>The time until the next one is due; at least 1 ms.</summary>
    public TimeSpan NextIn
    {
        get
        {
            var wait = _ends.Min(end => end.At) - time.GetTimestamp();
            return TimeSpan.FromSeconds(Math.Max(0.001, (double)wait / time.TimestampFrequency));
        }
    }

    /// <summary>Adds an attempt whose result could not be stored.</summary>
    public void Add(Attempt attempt)
    {
        var pause = First * Math.Pow(2, Math.Min(attempt.Postponed, 10));
        pause = pause < Longest ? pause : Longest;
        _ends.Add((attempt with { Postponed = attempt.Postponed + 1 }, time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency)));
        Volatile.Write(ref _count, _ends.Count);
    }

    /// <summary>Takes the due ones, or all.</summary>
    public IReadOnlyList<Attempt> TakeDue(bool all)
    {
        if (_ends.Count == 0)
            return [];

        var now = time.GetTimestamp();
        var due = _ends.FindAll(end => all || end.At <= now);
        _ends.RemoveAll(end => all || end.At <= now);
        Volatile.Write(ref _count, _ends.Count);
        return [.. due.Select(end => end.Attempt)];
    }
}
