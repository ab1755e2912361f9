using System.Text.Json;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.People.Backfill;

/// <summary>A run of the backfill and its position.</summary>
/// <param name="Id">The id.</param>
/// <param name="Position">The last completed account.</param>
/// <param name="Report">The report up to the position.</param>
/// <param name="Finished">Whether all accounts are done.</param>
sealed record BackfillRun(Guid Id, Guid Position, BackfillReport Report, bool Finished);

/// <summary>Stores the position of a run.</summary>
static class BackfillRuns
{
    /// <summary>Returns the unfinished run, or a new one.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="restart">Whether to abandon the unfinished run and start over.</param>
    /// <param name="ct">Stops the query.</param>
    public static async Task<BackfillRun> OpenAsync(NpgsqlConnection db, bool restart, CancellationToken ct)
    {
        const string giveUp = "update people_backfill set finished_at = now() where finished_at is null";
        const string begin = """
            insert into people_backfill (id, report)
            values ($1, $2::jsonb)
            on conflict ((finished_at is null)) where finished_at is null do nothing
            """;
        const string read = "select id, position, report, false from people_backfill where finished_at is null";

        if (restart)
            await db.ExecuteAsync(giveUp, [], ct);
        await db.ExecuteAsync(begin, [Guid.CreateVersion7(), Write(new())], ct);
        return await db.FindAsync(read, [], Read, ct)
            ?? throw new InvalidOperationException("Another backfill finished meanwhile. Run it again.");
    }

    /// <summary>Reads and locks the run until the transaction ends.</summary>
    public static async Task<BackfillRun> LockAsync(NpgsqlConnection db, Guid id, CancellationToken ct)
    {
        const string sql = """
            select id, position, report, finished_at is not null
            from people_backfill
            where id = $1
            for update
            """;

        return (await db.FindAsync(sql, [id], Read, ct))!;
    }

    /// <summary>Stores the position and the report.</summary>
    public static Task SaveAsync(NpgsqlConnection db, BackfillRun run, CancellationToken ct)
    {
        const string sql = """
            update people_backfill
            set position = $2, report = $3::jsonb, finished_at = case when $4 then now() end
            where id = $1
            """;

        return db.ExecuteAsync(sql, [run.Id, run.Position, Write(run.Report), run.Finished], ct);
    }

    static string Write(BackfillReport report) => JsonSerializer.Serialize(report, RpcJson.Options);

    static BackfillRun Read(NpgsqlDataReader row) => new(
        row.GetGuid(0), row.GetGuid(1),
        JsonSerializer.Deserialize<BackfillReport>(row.GetString(2), RpcJson.Options)!, row.GetBoolean(3));
}
