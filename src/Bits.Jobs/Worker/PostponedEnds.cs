namespace Bits.Jobs;

/// <summary>Ends whose row cannot be stored now, each with the moment of its next try: after 250 ms, then later and later, up
/// to a minute. For one caller at a time; <see cref="Count"/> for any.</summary>
sealed class PostponedEnds(TimeProvider time)
{
    static readonly TimeSpan First = TimeSpan.FromMilliseconds(250);
    static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    readonly List<(Attempt Attempt, long At)> _ends = [];
    int _count;

    /// <summary>How many there are.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How long until the next one is due; at least a millisecond.</summary>
    public TimeSpan NextIn
    {
        get
        {
            var wait = _ends.Min(end => end.At) - time.GetTimestamp();
            return TimeSpan.FromSeconds(Math.Max(0.001, (double)wait / time.TimestampFrequency));
        }
    }

    /// <summary>Notes one that could not be stored.</summary>
    public void Add(Attempt attempt)
    {
        var pause = First * Math.Pow(2, Math.Min(attempt.Postponed, 10));
        pause = pause < Longest ? pause : Longest;
        _ends.Add((attempt with { Postponed = attempt.Postponed + 1 }, time.GetTimestamp() + (long)(pause.TotalSeconds * time.TimestampFrequency)));
        Volatile.Write(ref _count, _ends.Count);
    }

    /// <summary>Takes those that are due, or all.</summary>
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
