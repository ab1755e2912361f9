using Bits.Platform.Accounts;
using Bits.Platform.Privacy;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.People;

/// <summary>Erases a person's data from the reports of the backfill: the chapter or city of their profile, unless
/// another user has the same.</summary>
sealed class PeopleData(Phase1Profiles profiles) : IPersonalData
{
    public string Part => "backfill";

    public IReadOnlyList<string> Tables => ["people_backfill"];

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select r.started_at, c.value ->> 'scope' as scope, c.value ->> 'problem' as problem
            from people_backfill r, jsonb_array_elements(r.report -> 'conflicts') c
            where c.value ->> 'userId' = $1::text
            order by r.started_at
            """;

        return await db.QueryAsync(sql, [userId], PersonalRow.Read, ct);
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string sql = """
            update people_backfill r
            set report = jsonb_set(report, '{unresolved}', (
                select coalesce(jsonb_object_agg(key, value), '{}')
                from jsonb_each(report -> 'unresolved')
                where value <> '1' or not exists (
                    select from unnest($1::text[]) word where position(lower(word) in lower(key)) > 0)))
            where exists (
                select from jsonb_each(report -> 'unresolved'), unnest($1::text[]) word
                where value = '1' and position(lower(word) in lower(key)) > 0)
            """;

        var words = await profiles.FindWordsAsync(db, person.UserId, ct);
        return words.Count == 0 ? 0 : await db.ExecuteAsync(sql, [words.ToArray()], ct);
    }
}
