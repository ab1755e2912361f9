using Npgsql;

namespace Bits.Jobs;

/// <summary>A connection for one purpose, on a thread of its own. It works also while handlers hold every connection or
/// block every thread of the pool. Reopens when it breaks. Not for concurrent use.</summary>
sealed class HeldConnection(NpgsqlDataSource dataSource, TimeSpan timeout, string name) : IAsyncDisposable
{
    ConnectionThread? _thread;

    /// <summary>How often it was opened: session state is lost when this changes.</summary>
    public int Opened { get; private set; }

    /// <summary>Runs work on the connection. After a failure the next call gets a working connection.</summary>
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
            // A network that drops every packet returns no answer and no error: abandons the thread, which ends by itself.
            _thread = null;
            thread.End();
            if (e is TimeoutException)
                throw new NpgsqlException($"The database did not answer within {timeout}. Check the network and the server.", e);
            throw;
        }
        finally
        {
            if (SynchronizationContext.Current is null)
                await Task.Yield(); // callers without a context would continue in the connection's thread
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
