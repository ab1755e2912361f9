using Bits.Recommender;
using Bits.Shared;
using Npgsql;
using NpgsqlTypes;

namespace Bits.Platform.Features.Recommending.Running;

/// <summary>Keeps the model of a training in the database, in pieces.</summary>
static class StoredModel
{
    /// <summary>Writes the model of a run.</summary>
    public static async Task SaveAsync(NpgsqlConnection db, long runId, RecommenderModel model, CancellationToken ct)
    {
        const string copy = "copy recommend_model (run_id, place, bytes) from stdin (format binary)";

        using var stream = new PartedStream();
        model.Save(stream);
        await using var writer = await db.BeginBinaryImportAsync(copy, ct);
        foreach (var (place, part) in stream.Complete().Index())
        {
            await writer.StartRowAsync(ct);
            await writer.WriteAsync(runId, NpgsqlDbType.Bigint, ct);
            await writer.WriteAsync(place, NpgsqlDbType.Integer, ct);
            await writer.WriteAsync(part, NpgsqlDbType.Bytea, ct);
        }

        await writer.CompleteAsync(ct);
    }

    /// <summary>Reads the model of a run.</summary>
    /// <exception cref="InvalidDataException">Another version of the program has written it; the next training writes another.</exception>
    public static async Task<RecommenderModel> LoadAsync(NpgsqlConnection db, long runId, CancellationToken ct)
    {
        const string sql = "select bytes from recommend_model where run_id = $1 order by place";

        using var stream = new PartedStream(await db.QueryAsync(sql, [runId], row => row.GetFieldValue<byte[]>(0), ct));
        return RecommenderModel.Load(stream);
    }
}
