using Bits.Shared;

namespace Bits.Jobs;

/// <summary>Gathers what an attempt says of itself, and writes it down about once a second while there is something new.
/// Safe for concurrent use.</summary>
sealed class JobReport(IJobStore store, JobKey key, TimeProvider time)
{
    const int MaxLines = 500; // as many as are kept of a job
    const int MaxLineBytes = 1_000;
    const int MaxNoteBytes = 200;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    readonly Lock _lock = new();
    readonly Queue<(long SaidAt, string Line)> _lines = [];
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    (short Percent, string? Note)? _progress;
    Task<bool>? _writing;

    /// <summary>Says how far it is, in place of what was said before.</summary>
    public void Progress(short percent, string? note)
    {
        var cleaned = note is null ? null : PostgresText.Cleaned(note, MaxNoteBytes);
        lock (_lock)
        {
            _progress = (percent, cleaned);
            _writing ??= Task.Run(WriteAsync);
        }
    }

    /// <summary>Says a line. Whoever says more than can be kept loses the first ones.</summary>
    public void Line(string line)
    {
        var cleaned = PostgresText.Cleaned(line, MaxLineBytes);
        lock (_lock)
        {
            if (_lines.Count == MaxLines)
                _lines.Dequeue();
            _lines.Enqueue((time.GetTimestamp(), cleaned));
            _writing ??= Task.Run(WriteAsync);
        }
    }

    /// <summary>Writes down the last words; false where that could not be done in time. What is said from now on is lost.
    /// </summary>
    public async Task<bool> EndAsync()
    {
        _ended.TrySetResult();
        Task<bool>? writing;
        lock (_lock)
            writing = _writing;

        var patience = Task.Delay(Patience, time);
        return writing is null || await Task.WhenAny(writing, patience).ConfigureAwait(false) == writing && await writing.ConfigureAwait(false);
    }

    // Ends when there is nothing more to write; the next word begins it anew.
    async Task<bool> WriteAsync()
    {
        while (true)
        {
            var isLast = _ended.Task.IsCompleted;
            var isWritten = Take() is not { } words || await TryTellAsync(words).ConfigureAwait(false);
            await Task.WhenAny(_ended.Task, Task.Delay(Pause, time)).ConfigureAwait(false);
            lock (_lock)
            {
                if (isLast || _progress is null && _lines.Count == 0)
                {
                    _writing = isLast ? _writing : null;
                    return isWritten;
                }
            }
        }
    }

    JobWords? Take()
    {
        lock (_lock)
        {
            if (_progress is null && _lines.Count == 0)
                return null;

            var words = new JobWords(
                _progress?.Percent, _progress?.Note, [.. _lines.Select(line => time.GetElapsedTime(line.SaidAt))],
                [.. _lines.Select(line => line.Line)], null);
            _progress = null;
            _lines.Clear();
            return words;
        }
    }

    // A report is no reason for a job to fail: what the database does not take is lost, whatever the cause.
    async Task<bool> TryTellAsync(JobWords words)
    {
        using var patience = new CancellationTokenSource(Patience, time);
        try
        {
            await store.TellAsync(key, words, patience.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
