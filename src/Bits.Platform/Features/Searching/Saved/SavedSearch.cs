using Bits.Platform.Auth;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Searching.Saved;

/// <summary>A saved search of a user.</summary>
/// <param name="Id">The id.</param>
/// <param name="UserId">The user.</param>
/// <param name="Name">The name.</param>
/// <param name="Text">The text of the query.</param>
/// <param name="Syntax">The syntax of the text.</param>
/// <param name="Surfaces">The surfaces; null for all.</param>
/// <param name="Mark">The mark of the last run.</param>
/// <param name="CreatedAt">The time of creation.</param>
sealed record SavedSearch(
    Guid Id, Guid UserId, string Name, string Text, SearchSyntax Syntax, IReadOnlyList<string>? Surfaces, SearchMark Mark,
    DateTimeOffset CreatedAt)
{
    /// <summary>The maximum number per user.</summary>
    public const int MaxEach = 50;

    /// <summary>Returns the query of its owner.</summary>
    public SearchQuery AsQuery(CallerView owner) => new(Text, owner.Tags)
    {
        ExcludedAuthors = owner.Blocked,
        Surfaces = Surfaces,
        Syntax = Syntax,
        Limit = 100,
    };

    /// <summary>Inserts a saved search unless its owner has the maximum number.</summary>
    /// <returns>Whether it was inserted.</returns>
    /// <exception cref="PostgresException">The owner has another search of this name:
    /// <c>saved_search_name_once</c>.</exception>
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
            sql, [Id, UserId, Name, Text, Syntax.ToText(), Surfaces?.ToArray(), Mark.Snapshot, Mark.Time, MaxEach], ct) > 0;
    }

    /// <summary>Lists a user's saved searches, by name.</summary>
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

    /// <summary>Lists the saved searches with these ids.</summary>
    public static Task<List<SavedSearch>> ListAsync(NpgsqlConnection db, Guid[] ids, CancellationToken ct)
    {
        const string sql = """
            select id, user_id, name, text, syntax, surfaces, snapshot, marked_at, created_at
            from saved_search
            where id = any($1)
            """;

        return db.QueryAsync(sql, [ids], Read, ct);
    }

    /// <summary>Deletes a user's saved search.</summary>
    /// <returns>Whether it existed.</returns>
    public static async Task<bool> DeleteAsync(NpgsqlConnection db, Guid userId, Guid id, CancellationToken ct)
    {
        const string sql = "delete from saved_search where user_id = $1 and id = $2";

        return await db.ExecuteAsync(sql, [userId, id], ct) > 0;
    }

    /// <summary>Lists the ids of due searches after one of them, in order.</summary>
    public static Task<List<Guid>> ListDueAsync(NpgsqlConnection db, TimeSpan after, Guid behind, int limit, CancellationToken ct)
    {
        const string sql = "select id from saved_search where run_at <= now() - $1::interval and id > $2 order by id limit $3";

        return db.QueryAsync(sql, [after, behind, limit], row => row.GetGuid(0), ct);
    }

    /// <summary>Locks a due search for this transaction; null if it is deleted or another transaction runs it.</summary>
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

    /// <summary>Stores the mark of a run.</summary>
    public Task RanAsync(NpgsqlConnection db, SearchMark now, CancellationToken ct)
    {
        const string sql = "update saved_search set snapshot = $2, marked_at = $3, run_at = now() where id = $1";

        return db.ExecuteAsync(sql, [Id, now.Snapshot, now.Time], ct);
    }

    /// <summary>Records that the owner is notified of these documents.</summary>
    /// <returns>The number of documents new to the owner.</returns>
    public Task<int> NotifyAsync(NpgsqlConnection db, IReadOnlyList<NewDocument> documents, CancellationToken ct)
    {
        const string sql = """
            insert into saved_search_told (search_id, surface, entity_id)
            select $1, surface, entity_id from unnest($2::text[], $3::text[]) as n (surface, entity_id)
            on conflict on constraint saved_search_told_once do nothing
            """;

        return db.ExecuteAsync(
            sql, [Id, documents.Select(d => d.Surface).ToArray(), documents.Select(d => d.EntityId).ToArray()], ct);
    }

    static SavedSearch Read(NpgsqlDataReader row) => new(
        Id: row.GetGuid(0),
        UserId: row.GetGuid(1),
        Name: row.GetString(2),
        Text: row.GetString(3),
        Syntax: EnumText.Parse<SearchSyntax>(row.GetString(4)),
        Surfaces: row.IsDBNull(5) ? null : row.GetFieldValue<string[]>(5),
        Mark: new(row.GetString(6), row.GetFieldValue<DateTimeOffset>(7)),
        CreatedAt: row.GetFieldValue<DateTimeOffset>(8));
}
