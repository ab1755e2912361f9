using System.Runtime.InteropServices;
using Bits.Recommender;
using Bits.Shared;
using Npgsql;
using NpgsqlTypes;

namespace Bits.Platform.Features.Recommending.Running;

/// <summary>Keeps what a training knew of each user, so that scoring reads one row of a user instead of all signals.</summary>
static class StoredHistories
{
    // As it is stored: the number of the item in the model, the sum of the weights, the latest time in seconds since 1970.
    readonly record struct Entry(int Item, float Weight, uint At);

    /// <summary>Writes the histories of all users of a training.</summary>
    public static async Task SaveAsync(
        NpgsqlConnection db, long runId, RecommenderTrainer trainer, RecommenderModel model, CancellationToken ct)
    {
        const string copy = "copy recommend_history (run_id, user_id, entries) from stdin (format binary)";

        var numbers = model.Items.Index().ToDictionary(item => item.Item, item => item.Index, StringComparer.Ordinal);
        await using var writer = await db.BeginBinaryImportAsync(copy, ct);
        foreach (var user in trainer.Users)
        {
            var entries = trainer.HistoryOf(user)
                .Select(signal => new Entry(numbers[signal.Item], signal.Weight, (uint)signal.At.ToUnixTimeSeconds())).ToArray();
            await writer.StartRowAsync(ct);
            await writer.WriteAsync(runId, NpgsqlDbType.Bigint, ct);
            await writer.WriteAsync(user, NpgsqlDbType.Uuid, ct);
            await writer.WriteAsync(MemoryMarshal.AsBytes<Entry>(entries).ToArray(), NpgsqlDbType.Bytea, ct);
        }

        await writer.CompleteAsync(ct);
    }

    /// <summary>Reads the histories of users; omits those without one.</summary>
    public static async Task<Dictionary<Guid, List<Signal>>> ListAsync(
        NpgsqlConnection db, long runId, IReadOnlyCollection<Guid> users, IReadOnlyList<string> items, CancellationToken ct)
    {
        const string sql = "select user_id, entries from recommend_history where run_id = $1 and user_id = any($2)";

        var rows = await db.QueryAsync(sql, [runId, users.ToArray()], row => (User: row.GetGuid(0), Bytes: row.GetFieldValue<byte[]>(1)), ct);
        return rows.ToDictionary(row => row.User, row => Signals(row.User, row.Bytes, items));
    }

    static List<Signal> Signals(Guid user, byte[] bytes, IReadOnlyList<string> items)
    {
        var signals = new List<Signal>();
        foreach (var entry in MemoryMarshal.Cast<byte, Entry>(bytes))
            signals.Add(new(user, items[entry.Item], entry.Weight, DateTimeOffset.FromUnixTimeSeconds(entry.At)));
        return signals;
    }
}
