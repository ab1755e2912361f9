using Bits.Shared;
using Npgsql;

namespace Bits.Search.Live.Follow;

/// <summary>The connection for reading changes. It stays open, so the server plans the statement once.</summary>
sealed class FetchConnection(NpgsqlDataSource dataSource) : IAsyncDisposable
{
    const int TimeoutSeconds = 5;

    NpgsqlConnection? _db;
    NpgsqlCommand? _command;

    /// <summary>Returns the prepared statement, on a new connection after a failure.</summary>
    public async ValueTask<NpgsqlCommand> CommandAsync(CancellationToken ct)
    {
        if (_command is not null)
            return _command;

        // Statistics may be stale: the plan must use the indexes regardless, and JIT compilation costs more than the query.
        const string sql = """
            select set_config('enable_seqscan', 'off', false), set_config('jit', 'off', false),
                   set_config('plan_cache_mode', 'force_generic_plan', false)
            """;

        _db = await dataSource.OpenConnectionAsync(ct).ConfigureAwait(false);
        await _db.FindAsync(sql, [], row => row.GetString(0), ct).ConfigureAwait(false);
        var command = ChangeReader.Command(_db);
        command.CommandTimeout = TimeoutSeconds;
        await command.PrepareAsync(ct).ConfigureAwait(false);
        return _command = command;
    }

    /// <summary>Closes the connection; the next statement opens another.</summary>
    public async ValueTask DropAsync()
    {
        if (_command is not null)
            await _command.DisposeAsync().ConfigureAwait(false);
        if (_db is not null)
            await _db.DisposeAsync().ConfigureAwait(false);

        (_command, _db) = (null, null);
    }

    /// <inheritdoc />
    public ValueTask DisposeAsync() => DropAsync();
}
