using System.Diagnostics.CodeAnalysis;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>A thread with a connection, which it opens when first needed and again after a failure. Runs one work item at a
/// time, and waits for the database without any other thread.</summary>
sealed class ConnectionThread
{
    readonly NpgsqlDataSource _dataSource;
    readonly int _timeoutSeconds;
    readonly Action _opened;
    readonly object _lock = new();
    readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    NpgsqlConnection? _db;
    Action? _next;
    bool _ends;

    public ConnectionThread(NpgsqlDataSource dataSource, string name, TimeSpan timeout, Action opened)
    {
        (_dataSource, _opened) = (dataSource, opened);
        _timeoutSeconds = (int)Math.Ceiling(timeout.TotalSeconds) + 1; // the caller gives up first
        new Thread(Run) { IsBackground = true, Name = name }.UnsafeStart();
    }

    /// <summary>Completes when the thread has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Runs work on the connection.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The caller gets the exception.")]
    public Task<T> RunAsync<T>(Func<HeldSession, T> work)
    {
        // Continuations run in this thread and then in the callers' context: the pool may be blocked.
        var answer = new TaskCompletionSource<T>();
        lock (_lock)
        {
            _next = () =>
            {
                try
                {
                    answer.TrySetResult(work(Open()));
                }
                catch (Exception e)
                {
                    Close(e);
                    answer.TrySetException(e);
                }
            };
            Monitor.Pulse(_lock);
        }

        return answer.Task;
    }

    /// <summary>Ends the thread after its current work.</summary>
    public void End()
    {
        lock (_lock)
        {
            _ends = true;
            Monitor.Pulse(_lock);
        }
    }

    void Run()
    {
        while (Take() is { } work)
            work();

        Close(null);
        _ended.TrySetResult();
    }

    Action? Take()
    {
        lock (_lock)
        {
            while (_next is null && !_ends)
                Monitor.Wait(_lock);

            var next = _next;
            _next = null;
            return next;
        }
    }

    HeldSession Open()
    {
        if (_db is null)
        {
            _db = _dataSource.OpenConnection();
            _opened();
        }

        return new(_db, _timeoutSeconds);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A connection that cannot be closed is gone.")]
    void Close(Exception? because)
    {
        var db = _db;
        _db = null;
        try
        {
            _dataSource.DropIfReadOnly(because);
            db?.Dispose();
        }
        catch (Exception)
        {
            // broken already
        }
    }
}
