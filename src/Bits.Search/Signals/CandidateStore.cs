using Bits.Shared;
using Npgsql;

namespace Bits.Search.Signals;

/// <summary>Describes a document to recommend.</summary>
/// <param name="EntityId">The id on the surface.</param>
/// <param name="Score">The score; higher is better.</param>
/// <param name="Reason">The reason, for the user, such as <c>12 of your batch joined</c>; up to 200 characters.</param>
public sealed record Candidate(string EntityId, float Score, string Reason);

/// <summary>Describes a recommendation that its reader may see.</summary>
/// <param name="EntityId">The id on the surface.</param>
/// <param name="Title">The title.</param>
/// <param name="Score">The score.</param>
/// <param name="Reason">The reason.</param>
public sealed record Recommendation(string EntityId, string Title, float Score, string Reason);

/// <summary>Stores the candidates of each user and surface. Replaces a set as a whole and reads it in one statement.</summary>
/// <remarks>Safe for concurrent use; a reader sees the old set or the new one. Every read filters by the tags that the reader
/// holds then, so a candidate cannot leak.</remarks>
/// <param name="dataSource">The database with the tables; see <see cref="SearchSchema"/>.</param>
public sealed class CandidateStore(NpgsqlDataSource dataSource)
{
    /// <summary>The maximum number of candidates of a user on a surface.</summary>
    public const int MaxCandidates = 1_000;

    /// <summary>Replaces the candidates of a user on a surface, in the caller's transaction. An empty list removes them.</summary>
    /// <exception cref="InvalidArgumentException">The surface is unknown, an entity occurs twice, or there are more than
    /// <see cref="MaxCandidates"/>.</exception>
    public async Task ReplaceAsync(
        NpgsqlConnection db, Guid userId, string surface, IReadOnlyCollection<Candidate> candidates, CancellationToken ct = default)
    {
        const string remove = """
            with removed as (delete from search_candidate where user_id = $1 and surface = $2)
            select count(*)::int from search_surface where name = $2
            """;
        const string sql = """
            insert into search_candidate (user_id, surface, entity_ids, scores, reasons)
            select $1, name, $3, $4, $5 from search_surface where name = $2
            on conflict on constraint search_candidate_pkey do update
            set entity_ids = excluded.entity_ids, scores = excluded.scores, reasons = excluded.reasons, computed_at = now()
            """;

        Check(candidates);
        var ordered = candidates.OrderByDescending(c => c.Score).ToList();
        var count = candidates.Count == 0
            ? await db.FindAsync(remove, [userId, surface], row => row.GetInt32(0), ct).ConfigureAwait(false)
            : await db.ExecuteAsync(
                sql,
                [
                    userId, surface, ordered.Select(c => c.EntityId).ToArray(), ordered.Select(c => c.Score).ToArray(),
                    ordered.Select(c => PostgresText.Cleaned(c.Reason, 200)).ToArray(),
                ], ct).ConfigureAwait(false);
        if (count == 0)
            await SurfaceTable.RequireAsync(db, surface, ct).ConfigureAwait(false);
    }

    /// <inheritdoc cref="ListAsync(NpgsqlConnection, Guid, string, IReadOnlyCollection{AudienceTag}, int, IReadOnlyCollection{Guid}, CancellationToken)"/>
    public Task<List<Recommendation>> ListAsync(
        Guid userId, string surface, IReadOnlyCollection<AudienceTag> audienceTags, int limit = 20,
        IReadOnlyCollection<Guid>? excludedAuthors = null, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => ListAsync(db, userId, surface, audienceTags, limit, excludedAuthors, ct), ct);

    /// <summary>Lists the best candidates that a user may see now and has not hidden.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="userId">The user.</param>
    /// <param name="surface">The name of a <see cref="SearchSurface"/>.</param>
    /// <param name="audienceTags">The tags of the user now; an empty list finds no candidate.</param>
    /// <param name="limit">The maximum number, 1 to 100.</param>
    /// <param name="excludedAuthors">The authors whose documents the user does not see; null for none.</param>
    /// <param name="ct">Stops the call.</param>
    /// <exception cref="InvalidArgumentException">The surface is unknown or the limit is out of range.</exception>
    public async Task<List<Recommendation>> ListAsync(
        NpgsqlConnection db, Guid userId, string surface, IReadOnlyCollection<AudienceTag> audienceTags, int limit,
        IReadOnlyCollection<Guid>? excludedAuthors = null, CancellationToken ct = default)
    {
        const string sql = $"""
            select d.entity_id, d.title, c.score, c.reason
            from search_candidate s
            cross join lateral unnest(s.entity_ids, s.scores, s.reasons) with ordinality as c (entity_id, score, reason, place)
            join search_document d on d.surface = s.surface and d.entity_id = c.entity_id
            where s.user_id = $3 and s.surface = $4 and {Visibility.Predicate}
              and not exists (
                  select from search_signal h
                  where h.user_id = s.user_id and h.kind = 'hide' and h.surface = s.surface and h.entity_id = c.entity_id)
            order by c.place
            limit $5
            """;

        if (limit is < 1 or > 100)
            throw new InvalidArgumentException(nameof(limit), $"is {limit}. Use 1 to 100.");
        var found = await db.QueryAsync(
            sql, [audienceTags.Select(tag => tag.Value).ToArray(), Visibility.Excluded(excludedAuthors), userId, surface, limit],
            row => new Recommendation(row.GetString(0), row.GetString(1), row.GetFloat(2), row.GetString(3)), ct).ConfigureAwait(false);
        if (found.Count == 0)
            await SurfaceTable.RequireAsync(db, surface, ct).ConfigureAwait(false);

        return found;
    }

    static void Check(IReadOnlyCollection<Candidate> candidates)
    {
        if (candidates.Count > MaxCandidates)
            throw new InvalidArgumentException(nameof(candidates), $"has {candidates.Count} candidates. Give at most {MaxCandidates}.");
        if (candidates.GroupBy(c => c.EntityId).FirstOrDefault(g => g.Skip(1).Any())?.Key is { } twice)
            throw new InvalidArgumentException(nameof(candidates), $"{twice} occurs twice. Give each entity once.");
        if (candidates.Any(c => c.EntityId is not { Length: >= 1 and <= 200 } || c.EntityId.Contains('\0', StringComparison.Ordinal)))
            throw new InvalidArgumentException(nameof(candidates), "An entity id is invalid. Use 1 to 200 characters without NUL.");
    }
}
