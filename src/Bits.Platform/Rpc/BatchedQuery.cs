using System.Diagnostics.CodeAnalysis;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>A statement whose first row is the answer; two of them go to the database in one round trip.</summary>
/// <param name="sql">Constant; its parameters are <c>$1</c>, <c>$2</c>, ….</param>
/// <param name="args">The parameters.</param>
/// <param name="read">Reads the row.</param>
public sealed class BatchedQuery<T>([ConstantExpected] string sql, object?[] args, Func<NpgsqlDataReader, T> read)
{
    /// <summary>The answer; <c>default</c> where there is no row.</summary>
#pragma warning disable CA1857 // the constructor takes constants only
    internal Task<T?> ReadAsync(NpgsqlConnection db, CancellationToken ct) => db.FindAsync(sql, args, read, ct);
#pragma warning restore CA1857

    /// <summary>The answers to this one and another.</summary>
    internal async Task<(T? Own, TOther? Other)> ReadWithAsync<TOther>(
        BatchedQuery<TOther> other, NpgsqlConnection db, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(db) { BatchCommands = { Command(), other.Command() } };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return (await ReadNextAsync(reader, ct), await other.ReadNextAsync(reader, ct));
    }

    /// <summary>The answers to all of these in their order, in one round trip.</summary>
    internal static async Task<IReadOnlyList<T?>> ReadAllAsync(
        IReadOnlyList<BatchedQuery<T>> queries, NpgsqlConnection db, CancellationToken ct)
    {
        if (queries.Count == 0)
            return [];

        await using var batch = new NpgsqlBatch(db);
        foreach (var query in queries)
            batch.BatchCommands.Add(query.Command());
        await using var reader = await batch.ExecuteReaderAsync(ct);
        var answers = new List<T?>(queries.Count);
        foreach (var query in queries)
            answers.Add(await query.ReadNextAsync(reader, ct));

        return answers;
    }

    /// <summary>The answer from a batch with <see cref="Command"/>; moves the reader to the next result.</summary>
    internal async Task<T?> ReadNextAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var answer = await reader.ReadAsync(ct) ? read(reader) : default;
        await reader.NextResultAsync(ct);
        return answer;
    }

    /// <summary>The statement, for a batch of several kinds.</summary>
    internal NpgsqlBatchCommand Command()
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddAll(args);
        return command;
    }
}
