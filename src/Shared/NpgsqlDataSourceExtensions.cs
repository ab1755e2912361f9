using Npgsql;

namespace Bits.Shared;

/// <summary>Runs a piece of work on a connection of its own.</summary>
static class NpgsqlDataSourceExtensions
{
    /// <summary>Opens a connection for <paramref name="work"/>; each statement stands alone.</summary>
    public static async Task<T> WithConnectionAsync<T>(
        this NpgsqlDataSource dataSource, Func<NpgsqlConnection, Task<T>> work, CancellationToken ct)
    {
        await using var db = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        return await work(db).ConfigureAwait(false);
    }

    /// <summary>Opens a connection and a transaction for <paramref name="work"/> and commits when it returns.</summary>
    public static async Task<T> InTransactionAsync<T>(
        this NpgsqlDataSource dataSource, Func<NpgsqlConnection, Task<T>> work, CancellationToken ct)
    {
        await using var db = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        await using var tx = await db.BeginTransactionAsync(ct).ConfigureAwait(false);

        var result = await work(db).ConfigureAwait(false);

        await tx.CommitAsync(ct).ConfigureAwait(false);
        return result;
    }
}
