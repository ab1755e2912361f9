using System.Diagnostics.CodeAnalysis;
using Npgsql;
using Xunit;

namespace Bits.Testing;

/// <summary>Looks into the database as psql would.</summary>
public static class NpgsqlTestExtensions
{
    // Far beyond what anything takes, also beside other tests.
    static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>Runs a statement and returns how many rows it changed.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Tests.")]
    public static async Task<int> SqlAsync(this NpgsqlDataSource dataSource, string sql, params object[] args)
    {
        await using var command = dataSource.CreateCommand(sql);
        foreach (var arg in args)
            command.Parameters.Add(new() { Value = arg });

        return await command.ExecuteNonQueryAsync(Ct);
    }

    /// <summary>Runs a statement on a connection.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Tests.")]
    public static async Task SqlAsync(this NpgsqlConnection db, string sql)
    {
        await using var command = new NpgsqlCommand(sql, db);
        await command.ExecuteNonQueryAsync(Ct);
    }

    /// <summary>The first value of a query.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Tests.")]
    public static async Task<T> ValueAsync<T>(this NpgsqlDataSource dataSource, string sql, params object[] args)
    {
        await using var command = dataSource.CreateCommand(sql);
        foreach (var arg in args)
            command.Parameters.Add(new() { Value = arg });

        return (T)(await command.ExecuteScalarAsync(Ct))!;
    }

    /// <summary>Asks again and again until the answer is yes.</summary>
    public static async Task EventuallyAsync(this NpgsqlDataSource dataSource, string sql, params object[] args)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(Patience);
        while (!await dataSource.ValueAsync<bool>(sql, args))
        {
            if (patience.IsCancellationRequested)
                throw new TimeoutException($"Not within {Patience.TotalMinutes} minutes: {sql}");
            await Task.Delay(20, Ct);
        }
    }
}
