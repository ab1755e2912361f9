using Bits.Platform.Privacy;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>Exports and erases the profile, the connections and the entry of a person. What others wrote about the person in
/// their own profiles is redacted.</summary>
sealed class DirectoryData(DirectoryEntries entries, Indexer index, SearchMaintenance search) : IPersonalData
{
    public string Part => "directory";

    public IReadOnlyList<string> Tables =>
        ["directory_profile", "directory_connection", "directory_entry", "directory_seen", .. TrustData.Tables];

    public async Task<IReadOnlyList<string>> ListIdentifiersAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = "select word from directory_profile, unnest(array[phone, email]) word where user_id = $1 and word is not null";

        return [.. await db.QueryAsync(sql, [userId], row => row.GetString(0), ct), .. await TrustData.ListIdentifiersAsync(db, userId, ct)];
    }

    public async Task<object?> ExportAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string profile = "select * from directory_profile where user_id = $1";
        const string connections = """
            select case when low_id = $1 then high_id else low_id end as person_id, requested_by,
                   case when state = 'declined' and requested_by = $1 then 'pending' else state end as state,
                   case when requested_by = $1 then note end as note, requested_at
            from directory_connection
            where low_id = $1 or high_id = $1
            order by requested_at
            """;
        const string seen = "select day, count(*) as people from directory_seen where user_id = $1 group by day order by day";

        return new
        {
            Profile = await db.FindAsync(profile, [userId], PersonalRow.Read, ct),
            Connections = await db.QueryAsync(connections, [userId], PersonalRow.Read, ct),
            Seen = await db.QueryAsync(seen, [userId], PersonalRow.Read, ct),
            Trust = await TrustData.ExportAsync(db, userId, ct),
        };
    }

    public async Task<long> EraseAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string profile = "delete from directory_profile where user_id = $1";
        const string connections = "delete from directory_connection where low_id = $1 or high_id = $1";
        const string seen = "delete from directory_seen where user_id = $1 or person_id = $1";

        // The account is erased after this; it then writes the entry again, as one that is not listed.
        var words = await search.ListWordsAsync(db, Surfaces.Directory, [person.UserId.ToString()], ct);
        await index.DeleteAsync(db, Surfaces.Directory, person.UserId.ToString(), ct);
        await search.ForgetWordsAsync(db, words, ct);
        return await RedactAsync(db, person, ct)
            + await TrustData.EraseAsync(db, person, ct)
            + await db.ExecuteAsync(profile, [person.UserId], ct)
            + await db.ExecuteAsync(connections, [person.UserId], ct)
            + await db.ExecuteAsync(seen, [person.UserId], ct);
    }

    async Task<long> RedactAsync(NpgsqlConnection db, ErasedPerson person, CancellationToken ct)
    {
        const string sql = """
            update directory_profile
            set headline = left(regexp_replace(headline, $2, $3, 'gi'), 200), company = left(regexp_replace(company, $2, $3, 'gi'), 120),
                title = left(regexp_replace(title, $2, $3, 'gi'), 120), version = version + 1, updated_at = now()
            where user_id <> $1 and (headline ~* $2 or company ~* $2 or title ~* $2)
            returning user_id
            """;
        const string notes = """
            update directory_connection set note = left(regexp_replace(note, $1, $2, 'gi'), 300) where note ~* $1
            """;

        var redacted = await db.QueryAsync(
            sql, [person.UserId, person.Mention, ErasedPerson.Placeholder], row => row.GetGuid(0), ct);
        var words = await search.ListWordsAsync(db, Surfaces.Directory, [.. redacted.Select(id => id.ToString())], ct);
        await entries.FollowAsync(db, redacted, ct);
        await search.ForgetWordsAsync(db, words, ct);
        return redacted.Count + await db.ExecuteAsync(notes, [person.Mention, ErasedPerson.Placeholder], ct);
    }
}
