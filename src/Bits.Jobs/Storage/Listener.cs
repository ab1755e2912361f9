using System.Diagnostics.CodeAnalysis;
using Bits.Shared;
using Npgsql;

namespace Bits.Jobs;

/// <summary>Hears the calls of those who enqueue: on a thread and a connection that do nothing else than wait, without time
/// limit or cancellation.</summary>
/// <remarks>Through a pooler that gives a statement to whichever server connection is free, LISTEN means nothing. A call to
/// itself over another connection tells: a listener that does not hear it stays deaf, and its worker just looks.</remarks>
sealed class Listener : IAsyncDisposable
{
    const string Cancel = "cancel";
    static readonly TimeSpan HearsWithin = TimeSpan.FromSeconds(1);
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

    /// <summary>Whether calls reach us now.</summary>
    public bool IsListening => _isListening;

    /// <summary>Waits for a call that has not been heard yet, or for this time; true where a job is to be cancelled.</summary>
    public async Task<bool> WaitAsync(TimeSpan time, CancellationToken ct)
    {
        await _called.WaitAsync(time, ct);
        return Interlocked.Exchange(ref _isToCancel, 0) == 1;
    }

    /// <summary>Ends the wait by a call of its own; where that does not get through, the connection ends with its server or
    /// this process.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "The thread is left to end by itself.")]
    public async ValueTask DisposeAsync()
    {
        _ends = true;
        if (!IsListening)
            return;

        await Task.Run(() =>
        {
            try
            {
                Call(_farewell);
            }
            catch (Exception)
            {
                // nobody can be called
            }
        }).WaitAsync(TimeSpan.FromSeconds(1), EngineTime.Instance)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }

    [SuppressMessage("Design", "CA1031", Justification = "A listener that is lost is no failure: the worker looks by itself.")]
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

    // False where it cannot hear.
    bool Listen()
    {
        using var db = _direct.OpenConnection();
        db.Notification += (_, call) => Heard(call.Payload);
        try
        {
            Execute(db, "do $$ begin execute format('listen jobs_queue_%s', 'jobs_queue_job'::regclass::oid); end $$");
            if (!Hears(db))
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

    bool Hears(NpgsqlConnection db)
    {
        Call("");
        return db.Wait(HearsWithin);
    }

    void Call(string payload)
    {
        const string sql = "select from (select pg_notify('jobs_queue_' || 'jobs_queue_job'::regclass::oid, $1)) told";

        using var db = _pooled.OpenConnection();
        using var command = new NpgsqlCommand(sql, db) { Parameters = { new() { Value = payload } } };
        command.ExecuteNonQuery();
    }

    void Heard(string payload)
    {
        if (payload.StartsWith("bye ", StringComparison.Ordinal))
            return; // ours ends the wait; that of another worker is nothing to us

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
