using System.Diagnostics.CodeAnalysis;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Receives notifications of new jobs, on a thread and a connection that only wait, without timeout or
/// cancellation.</summary>
/// <remarks>LISTEN does not work through a transaction pooler. The listener therefore notifies itself over another
/// connection first; if that does not arrive, it does not listen, and its worker polls.</remarks>
sealed class Listener : IAsyncDisposable
{
    const string Cancel = "cancel";
    static readonly TimeSpan ProbeTimeout = TimeSpan.FromSeconds(1);
    static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan LastPause = TimeSpan.FromSeconds(5);

    readonly NpgsqlDataSource _pooled;
    readonly NpgsqlDataSource _direct;
    readonly string _farewell = $"bye {Guid.CreateVersion7():N}";
    readonly Signal _called = new();
    int _isToCancel;
    volatile bool _isListening;
    volatile bool _ends;

    public Listener(NpgsqlDataSource pooled, NpgsqlDataSource direct, bool listen)
    {
        (_pooled, _direct) = (pooled, direct);
        if (listen)
            new Thread(Run) { IsBackground = true, Name = "bits-jobs listener" }.UnsafeStart();
    }

    /// <summary>Whether notifications arrive now.</summary>
    public bool IsListening => _isListening;

    /// <summary>Waits for a new notification, at most for <paramref name="time"/>; returns true if a job must be
    /// cancelled.</summary>
    public async Task<bool> WaitAsync(TimeSpan time, CancellationToken ct)
    {
        await _called.WaitAsync(time, ct);
        return Interlocked.Exchange(ref _isToCancel, 0) == 1;
    }

    /// <summary>Ends the wait by a notification of its own. If that does not arrive, the connection ends with its server or
    /// this process.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The thread ends by itself.")]
    public async ValueTask DisposeAsync()
    {
        _ends = true;
        if (!IsListening)
            return;

        await Task.Run(() =>
        {
            try
            {
                Notify(_farewell);
            }
            catch (Exception)
            {
                // no producer can notify this worker
            }
        }).WaitAsync(TimeSpan.FromSeconds(1), EngineTime.Instance)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [SuppressMessage("Design", "CA1031", Justification = "Without a listener the worker polls.")]
    void Run()
    {
        for (var pause = FirstPause; !_ends; pause = pause < LastPause ? pause * 2 : LastPause)
        {
            try
            {
                if (!Listen())
                    return;
                pause = FirstPause;
            }
            catch (Exception)
            {
                Thread.Sleep(pause);
            }
            finally
            {
                _isListening = false;
            }
        }
    }

    // Returns false if notifications do not arrive.
    bool Listen()
    {
        using var db = _direct.OpenConnection();
        db.Notification += (_, notification) => Receive(notification.Payload);
        try
        {
            Execute(db, "do $$ begin execute format('listen jobs_queue_%s', 'jobs_queue_job'::regclass::oid); end $$");
            if (!Probe(db))
                return false;

            for (_isListening = true; !_ends;)
                db.Wait();
            Execute(db, "unlisten *"); // the pool keeps the session
            return true;
        }
        catch (PostgresException e)
        {
            _direct.DropIfReadOnly(e);
            throw;
        }
    }

    bool Probe(NpgsqlConnection db)
    {
        Notify("");
        return db.Wait(ProbeTimeout);
    }

    void Notify(string payload)
    {
        const string sql = "select from (select pg_notify('jobs_queue_' || 'jobs_queue_job'::regclass::oid, $1)) told";

        using var db = _pooled.OpenConnection();
        using var command = new NpgsqlCommand(sql, db) { Parameters = { new() { Value = payload } } };
        command.ExecuteNonQuery();
    }

    void Receive(string payload)
    {
        if (payload.StartsWith("bye ", StringComparison.Ordinal))
            return; // ours has ended the wait; that of another worker does not matter

        if (payload == Cancel)
            Interlocked.Exchange(ref _isToCancel, 1);
        _called.Set();
    }

    [SuppressMessage("Security", "CA2100", Justification = "Callers pass constants (CA1857).")]
    static void Execute(NpgsqlConnection db, [ConstantExpected] string sql)
    {
        using var command = new NpgsqlCommand(sql, db);
        command.ExecuteNonQuery();
    }
}
