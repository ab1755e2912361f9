using System.Text.Json;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Searching.Saved;

/// <summary>Something that somebody wants to hear of.</summary>
/// <param name="Id">Its id.</param>
/// <param name="UserId">Who.</param>
/// <param name="Name">As they call it.</param>
/// <param name="Text">What to look for.</param>
/// <param name="Syntax">How the text is read.</param>
/// <param name="Surfaces">Where; null for everywhere.</param>
/// <param name="Mark">What was there the last time.</param>
/// <param name="CreatedAt">Since when.</param>
sealed record SavedSearch(
    Guid Id, Guid UserId, string Name, string Text, SearchSyntax Syntax, IReadOnlyList<string>? Surfaces, SearchMark Mark,
    DateTimeOffset CreatedAt)
{
    /// <summary>The most that somebody may have.</summary>
    public const int MaxEach = 50;

    /// <summary>The question, for whoever holds these tags.</summary>
    public SearchQuery AsQuery(IReadOnlyList<AudienceTag> tags) => new(Text, tags) { Surfaces = Surfaces, Syntax = Syntax, Limit = 100 };

    /// <summary>Writes a new one, where its owner has room for it.</summary>
    /// <returns>Whether they had.</returns>
    /// <exception cref="PostgresException">They have one of this name: <c>saved_search_name_once</c>.</exception>
    public async Task<bool> TryInsertAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string oneAtATime = "select pg_advisory_xact_lock(hashtext('saved_search'), hashtext($1::text))";
        const string sql = """
            insert into saved_search (id, user_id, name, text, syntax, surfaces, snapshot, marked_at)
            select $1, $2, $3, $4, $5, $6, $7, $8
            where (select count(*) from saved_search where user_id = $2) < $9
            """;

        await db.ExecuteAsync(oneAtATime, [UserId.ToString()], ct);
        return await db.ExecuteAsync(
            sql, [Id, UserId, Name, Text, Word(Syntax), Surfaces?.ToArray(), Mark.Snapshot, Mark.Time, MaxEach], ct) > 0;
    }

    /// <summary>All of a user, by name.</summary>
    public static Task<List<SavedSearch>> ListAsync(NpgsqlConnection db, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select id, user_id, name, text, syntax, surfaces, snapshot, marked_at, created_at
            from saved_search
            where user_id = $1
            order by name
            """;

        return db.QueryAsync(sql, [userId], Read, ct);
    }

    /// <summary>Those with these ids.</summary>
    public static Task<List<SavedSearch>> ListAsync(NpgsqlConnection db, Guid[] ids, CancellationToken ct)
    {
        const string sql = """
            select id, user_id, name, text, syntax, surfaces, snapshot, marked_at, created_at
            from saved_search
            where id = any($1)
            """;

        return db.QueryAsync(sql, [ids], Read, ct);
    }

    /// <summary>Deletes one of a user's.</summary>
    /// <returns>Whether it was there.</returns>
    public static async Task<bool> DeleteAsync(NpgsqlConnection db, Guid userId, Guid id, CancellationToken ct)
    {
        const string sql = "delete from saved_search where user_id = $1 and id = $2";

        return await db.ExecuteAsync(sql, [userId, id], ct) > 0;
    }

    /// <summary>The ids of those that have not been run for a while, in order, behind one of them.</summary>
    public static Task<List<Guid>> ListDueAsync(NpgsqlConnection db, TimeSpan after, Guid behind, int limit, CancellationToken ct)
    {
        const string sql = "select id from saved_search where run_at <= now() - $1::interval and id > $2 order by id limit $3";

        return db.QueryAsync(sql, [after, behind, limit], row => row.GetGuid(0), ct);
    }

    /// <summary>One that is due, for the time of the transaction nobody else's; null where it is gone or somebody runs
    /// it.</summary>
    public static Task<SavedSearch?> TakeAsync(NpgsqlConnection db, Guid id, TimeSpan after, CancellationToken ct)
    {
        const string sql = """
            select id, user_id, name, text, syntax, surfaces, snapshot, marked_at, created_at
            from saved_search
            where id = $1 and run_at <= now() - $2::interval
            for update skip locked
            """;

        return db.FindAsync(sql, [id, after], Read, ct);
    }

    /// <summary>Keeps the mark of a run.</summary>
    public Task RanAsync(NpgsqlConnection db, SearchMark now, CancellationToken ct)
    {
        const string sql = "update saved_search set snapshot = $2, marked_at = $3, run_at = now() where id = $1";

        return db.ExecuteAsync(sql, [Id, now.Snapshot, now.Time], ct);
    }

    /// <summary>Notes that the owner hears of these documents.</summary>
    /// <returns>How many they had not heard of.</returns>
    public Task<int> TellAsync(NpgsqlConnection db, IReadOnlyList<NewDocument> documents, CancellationToken ct)
    {
        const string sql = """
            insert into saved_search_told (search_id, surface, entity_id)
            select $1, surface, entity_id from unnest($2::text[], $3::text[]) as n (surface, entity_id)
            on conflict on constraint saved_search_told_once do nothing
            """;

        return db.ExecuteAsync(
            sql, [Id, documents.Select(d => d.Surface).ToArray(), documents.Select(d => d.EntityId).ToArray()], ct);
    }

    static string Word(SearchSyntax syntax) => JsonNamingPolicy.SnakeCaseLower.ConvertName(syntax.ToString());

    static SavedSearch Read(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0),
        UserId: row.GetGuid(1),
        Name: row.GetString(2),
        Text: row.GetString(3),
        Syntax: Enum.Parse<SearchSyntax>(row.GetString(4), ignoreCase: true),
        Surfaces: row.IsDBNull(5) ? null : row.GetFieldValue<string[]>(5),
        Mark: new(row.GetString(6), row.GetFieldValue<DateTimeOffset>(7)),
        CreatedAt: row.GetFieldValue<DateTimeOffset>(8));
}
