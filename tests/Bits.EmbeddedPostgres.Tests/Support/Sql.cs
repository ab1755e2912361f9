using Npgsql;

namespace Bits.EmbeddedPostgres.Tests.Support;

/// <summary>One statement on a connection of its own.</summary>
static class Sql
{
    public static async Task<T> QueryAsync<T>(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var command = source.CreateCommand(sql);

        return (T)(await command.ExecuteScalarAsync(TestContext.Current.CancellationToken))!;
    }

    public static async Task RunAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false });
        await using var command = source.CreateCommand(sql);

        await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
    }
}
