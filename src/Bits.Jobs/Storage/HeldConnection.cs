using Npgsql;

namespace Bits.Jobs;

/// <summary>A connection that is kept for one purpose, so that no handler can take it; opened anew when it breaks.
/// Not for concurrent use.</summary>
sealed class HeldConnection(NpgsqlDataSource dataSource, TimeSpan timeout) : IAsyncDisposable
{
    NpgsqlConnection? _db;

    /// <summary>Works on it. Whatever goes wrong, the next call has a connection in order.</summary>
    public async Task<T> UseAsync<T>(Func<NpgsqlConnection, CancellationToken, Task<T>> work, CancellationToken ct)
    {
        using var limited = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limited.CancelAfter(timeout);
        try
        {
            _db ??= await dataSource.OpenConnectionAsync(limited.Token).ConfigureAwait(false);
            return await work(_db, limited.Token).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            await CloseAsync().ConfigureAwait(false);
            if (e is OperationCanceledException && !ct.IsCancellationRequested)
                throw new NpgsqlException($"The database did not answer within {timeout}.", new TimeoutException());
            throw;
        }
    }

    public async ValueTask DisposeAsync() => await CloseAsync().ConfigureAwait(false);

    async Task CloseAsync()
    {
        if (_db is not { } db)
            return;

        _db = null;
        await db.LetGoAsync().ConfigureAwait(false);
    }
}
