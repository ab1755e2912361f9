using Npgsql;

namespace Bits.Jobs;

/// <summary>A connection that is kept for one purpose, on a thread of its own: neither handlers that take every connection
/// nor handlers that block every thread of the pool keep it from its work. Opened again when it breaks. Not for concurrent
/// use.</summary>
sealed class HeldConnection(NpgsqlDataSource dataSource, TimeSpan timeout, string name) : IAsyncDisposable
{
    ConnectionThread? _thread;

    /// <summary>How often it was opened: what a session keeps is gone when this changes.</summary>
    public int Opened { get; private set; }

    /// <summary>Works on it. Whatever goes wrong, the next call has a connection in order.</summary>
    /// <exception cref="NpgsqlException">The database did not answer in time, or refused.</exception>
    public async Task<T> UseAsync<T>(Func<HeldSession, T> work, CancellationToken ct)
    {
        var thread = _thread ??= new(dataSource, name, timeout, () => Opened++);
        var answer = thread.RunAsync(work);
        try
        {
            return await answer.WaitAsync(timeout, EngineTime.Instance, ct);
        }
        catch (Exception e) when (!answer.IsCompleted && e is TimeoutException or OperationCanceledException)
        {
            // A network that swallows everything brings no answer and no error: the thread is left to end by itself.
            _thread = null;
            thread.End();
            if (e is TimeoutException)
                throw new NpgsqlException($"The database did not answer within {timeout}.", e);
            throw;
        }
        finally
        {
            if (SynchronizationContext.Current is null)
                await Task.Yield(); // callers without a context would go on in the connection's thread
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_thread is not { } thread)
            return;

        _thread = null;
        thread.End();
        await thread.Ended.WaitAsync(TimeSpan.FromSeconds(1), EngineTime.Instance)
            .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing | ConfigureAwaitOptions.ContinueOnCapturedContext);
    }
}
