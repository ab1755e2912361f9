using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Bits.Load.Database;

/// <summary>A schema of its own, in which everything is found without being told its name.</summary>
sealed class LoadSchema : IAsyncDisposable
{
    readonly string _name;

    LoadSchema(string name, string connectionString)
    {
        _name = name;
        ConnectionString = connectionString;
        DataSource = NpgsqlDataSource.Create(connectionString);
    }

    /// <summary>How to connect to it, with the password.</summary>
    public string ConnectionString { get; }

    /// <summary>Connections to it.</summary>
    public NpgsqlDataSource DataSource { get; }

    public static async Task<LoadSchema> CreateAsync(string server, CancellationToken ct)
    {
        var name = $"bits_load_{Guid.CreateVersion7():N}";
        var address = new NpgsqlConnectionStringBuilder(server)
        {
            SearchPath = name,
            CommandTimeout = 0,
            MaxAutoPrepare = 100, // as the libraries advise, both
            NoResetOnClose = true,
        };
        var schema = new LoadSchema(name, address.ConnectionString);
        await schema.ExecuteAsync($"create schema {name}", [], ct);
        return schema;
    }

    /// <summary>Runs a statement, however long it takes.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Statements of the benchmarks.")]
    public async Task ExecuteAsync(string sql, object[] args, CancellationToken ct)
    {
        await using var command = DataSource.CreateCommand(sql);
        foreach (var arg in args)
            command.Parameters.Add(new() { Value = arg });

        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>The first value of a query.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Statements of the benchmarks.")]
    public async Task<T> ValueAsync<T>(string sql, CancellationToken ct)
    {
        await using var command = DataSource.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Asks again and again until the answer is yes.</summary>
    public async Task ReachAsync(string sql, CancellationToken ct)
    {
        while (!await ValueAsync<bool>(sql, ct))
            await Task.Delay(TimeSpan.FromMilliseconds(20), ct);
    }

    public async ValueTask DisposeAsync()
    {
        await ExecuteAsync($"drop schema {_name} cascade", [], CancellationToken.None);
        await DataSource.DisposeAsync();
    }
}
