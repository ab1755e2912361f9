using System.Runtime.CompilerServices;
using Bits.Shared;
using Npgsql;

namespace Bits.Search.Signals;

/// <summary>Reads the recorded signals of all users, for training.</summary>
public static class SignalLog
{
    /// <summary>Streams the signals of a time, in any order.</summary>
    /// <param name="db">An open connection; busy until the last row is read.</param>
    /// <param name="since">The beginning.</param>
    /// <param name="until">The end; exclusive.</param>
    /// <param name="ct">Cancels the query.</param>
    public static async IAsyncEnumerable<LoggedSignal> StreamAsync(
        NpgsqlConnection db, DateTimeOffset since, DateTimeOffset until, [EnumeratorCancellation] CancellationToken ct = default)
    {
        const string sql = """
            select user_id, surface || '/' || entity_id, kind, at from search_signal where at >= $1 and at < $2
            """;

        await using var command = new NpgsqlCommand(sql, db) { CommandTimeout = 0 };
        command.Parameters.AddAll([since, until]);
        await using var row = await command.ExecuteReaderAsync(ct).ConfigureAwait(false);
        while (await row.ReadAsync(ct).ConfigureAwait(false))
            yield return Read(row);
    }

    static LoggedSignal Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetString(1), EnumText.Parse<SignalKind>(row.GetString(2)), row.GetFieldValue<DateTimeOffset>(3));
}

/// <summary>Describes a recorded signal.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Document">The document as <c>surface/entity</c>.</param>
/// <param name="Kind">The action.</param>
/// <param name="At">The time.</param>
public readonly record struct LoggedSignal(Guid UserId, string Document, SignalKind Kind, DateTimeOffset At);
