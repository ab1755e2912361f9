using Bits.Platform.Privacy;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Recommending;

/// <summary>Exports and erases what members said about recommendations, and what trainings knew of them. Signals and lists are those
/// of the part "search".</summary>
sealed class RecommendingData : IPersonalData
{
    public string Part => "recommendations";

    public IReadOnlyList<string> Tables => ["recommend_history", "recommend_opt_out", "recommend_dismissal"];

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string off = "select at from recommend_opt_out where user_id = $1";
        const string dismissed = "select surface, entity_id, at from recommend_dismissal where user_id = $1 order by at, entity_id";
        const string history = "select run_id, octet_length(entries) / 12 as documents from recommend_history where user_id = $1";

        return new
        {
            Off = await db.FindAsync(off, [userId], PersonalRow.Read, ct),
            Dismissed = await db.QueryAsync(dismissed, [userId], PersonalRow.Read, ct),
            History = await db.QueryAsync(history, [userId], PersonalRow.Read, ct),
        };
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string off = "delete from recommend_opt_out where user_id = $1";
        const string dismissed = "delete from recommend_dismissal where user_id = $1";
        const string history = "delete from recommend_history where user_id = $1";

        return await db.ExecuteAsync(off, [person.UserId], ct)
            + await db.ExecuteAsync(dismissed, [person.UserId], ct)
            + await db.ExecuteAsync(history, [person.UserId], ct);
    }
}
