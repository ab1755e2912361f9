using Bits.Shared;

namespace Bits.Jobs;

/// <summary>Collects the progress and log lines of an attempt, and stores new ones about once a second. Safe for concurrent
/// use.</summary>
sealed class JobReport(IJobStore store, JobKey key, TimeProvider time)
{
    const int MaxLines = 500; // as many as are kept of a job
    const int MaxLineBytes = 1_000;
    const int MaxNoteBytes = 200;
    static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    static readonly TimeSpan SaveTimeout = TimeSpan.FromSeconds(5);

    readonly Lock _lock = new();
    readonly Queue<(long SaidAt, string Line)> _lines = [];
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    (short Percent, string? Note)? _progress;
    Task<bool>? _writing;

    /// <summary>Sets the progress, and replaces an earlier one.</summary>
    public void Progress(short percent, string? note)
    {
        var cleaned = note is null ? null : PostgresText.Cleaned(note, MaxNoteBytes);
        lock (_lock)
        {
            _progress = (percent, cleaned);
            _writing ??= Task.Run(WriteAsync);
        }
    }

    /// <summary>Adds a line. Drops the first ones beyond the limit.</summary>
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

    /// <summary>Stores the last update; returns false if the store did not answer in time. Later reports are lost.</summary>
    public async Task<bool> EndAsync()
    {
        _ended.TrySetResult();
        Task<bool>? writing;
        lock (_lock)
            writing = _writing;

        var timeout = Task.Delay(SaveTimeout, time);
        return writing is null || await Task.WhenAny(writing, timeout).ConfigureAwait(false) == writing && await writing.ConfigureAwait(false);
    }

    // Ends when nothing is left to store; the next report starts it again.
    async Task<bool> WriteAsync()
    {
        while (true)
        {
            var isLast = _ended.Task.IsCompleted;
            var isWritten = Take() is not { } update || await TrySaveAsync(update).ConfigureAwait(false);
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

    ProgressUpdate? Take()
    {
        lock (_lock)
        {
            if (_progress is null && _lines.Count == 0)
                return null;

            var update = new ProgressUpdate(
                _progress?.Percent, _progress?.Note, [.. _lines.Select(line => time.GetElapsedTime(line.SaidAt))],
                [.. _lines.Select(line => line.Line)], null);
            _progress = null;
            _lines.Clear();
            return update;
        }
    }

    // A report never fails a job: drops an update that cannot be stored.
    async Task<bool> TrySaveAsync(ProgressUpdate update)
    {
        using var timeout = new CancellationTokenSource(SaveTimeout, time);
        try
        {
            await store.SaveProgressAsync(key, update, timeout.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception)
        {
            return false;
        }
    }
}
