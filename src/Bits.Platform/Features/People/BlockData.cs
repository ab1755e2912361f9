using Bits.Platform.Privacy;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.People;

/// <summary>Exports whom a person has blocked, and erases the blocks by and of the person.</summary>
sealed class BlockData : IPersonalData
{
    public string Part => "blocks";

    public IReadOnlyList<string> Tables => ["people_block"];

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "select blocked_id, blocked_at from people_block where user_id = $1 order by blocked_at, blocked_id";

        return await db.QueryAsync(sql, [userId], PersonalRow.Read, ct);
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string sql = "delete from people_block where user_id = $1 or blocked_id = $1";

        return await db.ExecuteAsync(sql, [person.UserId], ct);
    }
}
