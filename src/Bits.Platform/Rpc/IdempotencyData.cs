using Bits.Platform.Privacy;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>The answers that are kept for a repetition of the person's calls, for 24 hours.</summary>
sealed class IdempotencyData : IPersonalData
{
    public string Part => "answers";

    public IReadOnlyList<string> Tables => ["rpc_idempotency"];

    // The answer may hold a token, so the export only shows that an answer exists.
    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "select key, method, created_at from rpc_idempotency where user_id = $1 order by created_at";

        return await db.QueryAsync(sql, [userId], PersonalRow.Read, ct);
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string sql = "delete from rpc_idempotency where user_id = $1";

        return await db.ExecuteAsync(sql, [person.UserId], ct);
    }
}
