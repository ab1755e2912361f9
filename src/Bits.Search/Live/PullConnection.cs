using Bits.Shared;
using Npgsql;

namespace Bits.Search.Live;

/// <summary>The connection that changes are read on: one that stays, so that the statement is planned once.</summary>
sealed class PullConnection(NpgsqlDataSource dataSource) : IAsyncDisposable
{
    const int TimeoutSeconds = 5;

    NpgsqlConnection? _db;
    NpgsqlCommand? _command;

    /// <summary>The prepared statement; on a new connection where the last one has failed.</summary>
    public async ValueTask<NpgsqlCommand> CommandAsync(CancellationToken ct)
    {
        if (_command is not null)
            return _command;

        // The plan must go by the indexes whatever the statistics of the moment say, and never be compiled.
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

    /// <summary>Gives the connection up; the next statement gets another.</summary>
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
