using Npgsql;

namespace Bits.Shared;

/// <summary>Runs an operation on its own connection.</summary>
static class NpgsqlDataSourceExtensions
{
    /// <summary>Opens a connection for <paramref name="work"/>; each statement commits by itself.</summary>
    public static async Task<T> WithConnectionAsync<T>(
        this NpgsqlDataSource dataSource, Func<NpgsqlConnection, Task<T>> work, CancellationToken ct)
    {
        await using var db = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        try
        {
            return await work(db).ConfigureAwait(false);
        }
        catch (PostgresException e)
        {
            dataSource.DropIfReadOnly(e);
            throw;
        }
    }

    /// <summary>Opens a connection and a transaction for <paramref name="work"/> and commits when it returns.</summary>
    public static Task<T> InTransactionAsync<T>(
        this NpgsqlDataSource dataSource, Func<NpgsqlConnection, Task<T>> work, CancellationToken ct) =>
        dataSource.WithConnectionAsync(
            async db =>
            {
                await using var tx = await db.BeginTransactionAsync(ct).ConfigureAwait(false);

                var result = await work(db).ConfigureAwait(false);

                await tx.CommitAsync(ct).ConfigureAwait(false);
                return result;
            },
            ct);

    /// <summary>Clears the pool when a connection answers that it is read-only: after a failover the connections lead
    /// to a server that is now a standby.</summary>
    public static void DropIfReadOnly(this NpgsqlDataSource dataSource, Exception? failure)
    {
        if (failure is PostgresException { SqlState: PostgresErrorCodes.ReadOnlySqlTransaction })
            dataSource.Clear();
    }
}
