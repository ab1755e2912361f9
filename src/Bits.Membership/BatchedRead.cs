using System.Diagnostics.CodeAnalysis;
using Bits.Shared;
using Npgsql;

namespace Bits.Membership;

/// <summary>A query for a batch of the caller's: it shares one round trip, and the snapshot of the batch's transaction, with
/// other statements.</summary>
/// <example>
/// <code>
/// var tags = Memberships.AudienceTagsRead(userId);
/// await using var batch = new NpgsqlBatch(db) { BatchCommands = { tags.Command, other } };
/// await using var reader = await batch.ExecuteReaderAsync(ct);
/// var own = await tags.ReadAsync(reader, ct); // the reader now stands at the result of the other
/// </code>
/// </example>
public sealed class BatchedRead<T>
{
    readonly Func<NpgsqlDataReader, CancellationToken, Task<T>> _read;

    internal BatchedRead(
        [ConstantExpected] string sql, object?[] args, Func<NpgsqlDataReader, CancellationToken, Task<T>> read)
    {
        _read = read;
        Command = new(sql);
        Command.Parameters.AddAll(args);
    }

    /// <summary>Gets the command. It belongs to one batch.</summary>
    public NpgsqlBatchCommand Command { get; }

    /// <summary>Reads the result of the command and moves to the next one.</summary>
    /// <param name="reader">The reader of the batch, at this result.</param>
    /// <param name="ct">Cancels it.</param>
    public async Task<T> ReadAsync(NpgsqlDataReader reader, CancellationToken ct = default)
    {
        ArgumentNullException.ThrowIfNull(reader);
        var answer = await _read(reader, ct).ConfigureAwait(false);
        await reader.NextResultAsync(ct).ConfigureAwait(false);
        return answer;
    }
}
