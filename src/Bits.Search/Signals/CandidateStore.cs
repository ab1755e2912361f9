using Bits.Shared;
using Npgsql;

namespace Bits.Search.Signals;

/// <summary>Something to recommend.</summary>
/// <param name="EntityId">The id of the thing on its surface.</param>
/// <param name="Score">How well it fits; the higher the better.</param>
/// <param name="Reason">Why, for the user, such as <c>12 of your batch joined</c>; up to 200 characters.</param>
public sealed record Candidate(string EntityId, float Score, string Reason);

/// <summary>A recommendation that its reader may see.</summary>
/// <param name="EntityId">The id of the thing on its surface.</param>
/// <param name="Title">Its name.</param>
/// <param name="Score">How well it fits.</param>
/// <param name="Reason">Why.</param>
public sealed record Recommendation(string EntityId, string Title, float Score, string Reason);

/// <summary>What a recommender has computed for each user and surface, replaced as a whole and read in one look.</summary>
/// <remarks>Safe for concurrent use; a reader sees the old set or the new one. What a reader may see is decided when they
/// read, by the tags that they hold then: a candidate cannot leak.</remarks>
/// <param name="dataSource">Where the tables are; see <see cref="SearchSchema"/>.</param>
public sealed class CandidateStore(NpgsqlDataSource dataSource)
{
    /// <summary>The most candidates of a user on a surface.</summary>
    public const int MaxCandidates = 1_000;

    /// <summary>Replaces the candidates of a user on a surface, in the caller's transaction; none removes them.</summary>
    /// <exception cref="ArgumentException">The surface is unknown, an entity is there twice, or there are more than
    /// <see cref="MaxCandidates"/>.</exception>
    public Task ReplaceAsync(
        NpgsqlConnection db, Guid userId, string surface, IReadOnlyCollection<Candidate> candidates, CancellationToken ct = default)
    {
        const string remove = "delete from search_candidate where user_id = $1 and surface = $2";
        const string sql = """
            insert into search_candidate (user_id, surface, entity_ids, scores, reasons)
            values ($1, $2, $3, $4, $5)
            on conflict on constraint search_candidate_pkey do update
            set entity_ids = excluded.entity_ids, scores = excluded.scores, reasons = excluded.reasons, computed_at = now()
            """;

        Check(surface, candidates);
        if (candidates.Count == 0)
            return db.ExecuteAsync(remove, [userId, surface], ct);

        var ordered = candidates.OrderByDescending(c => c.Score).ToList();
        return db.ExecuteAsync(
            sql,
            [
                userId, surface, ordered.Select(c => c.EntityId).ToArray(), ordered.Select(c => c.Score).ToArray(),
                ordered.Select(c => PostgresText.Cleaned(c.Reason, 200)).ToArray(),
            ], ct);
    }

    /// <inheritdoc cref="ListAsync(NpgsqlConnection, Guid, string, IReadOnlyCollection{AudienceTag}, int, CancellationToken)"/>
    public Task<List<Recommendation>> ListAsync(
        Guid userId, string surface, IReadOnlyCollection<AudienceTag> audienceTags, int limit = 20, CancellationToken ct = default) =>
        dataSource.WithConnectionAsync(db => ListAsync(db, userId, surface, audienceTags, limit, ct), ct);

    /// <summary>The best candidates of a user that they may see now and have not hidden.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="userId">Who.</param>
    /// <param name="surface">One of <see cref="Surfaces"/>.</param>
    /// <param name="audienceTags">What they hold now; none finds nothing.</param>
    /// <param name="limit">How many at most, 1 to 100.</param>
    /// <param name="ct">Stops it.</param>
    /// <exception cref="ArgumentException">The surface is unknown or the limit out of range.</exception>
    public Task<List<Recommendation>> ListAsync(
        NpgsqlConnection db, Guid userId, string surface, IReadOnlyCollection<AudienceTag> audienceTags, int limit,
        CancellationToken ct = default)
    {
        const string sql = $"""
            select d.entity_id, d.title, c.score, c.reason
            from search_candidate s
            cross join lateral unnest(s.entity_ids, s.scores, s.reasons) with ordinality as c (entity_id, score, reason, place)
            join search_document d on d.surface = s.surface and d.entity_id = c.entity_id
            where s.user_id = $2 and s.surface = $3 and {Visibility.Predicate}
              and not exists (
                  select from search_signal h
                  where h.user_id = s.user_id and h.kind = 'hide' and h.surface = s.surface and h.entity_id = c.entity_id)
            order by c.place
            limit $4
            """;

        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 100);
        Check(surface, []);
        return db.QueryAsync(
            sql, [audienceTags.Select(tag => tag.Value).ToArray(), userId, surface, limit],
            row => new Recommendation(row.GetString(0), row.GetString(1), row.GetFloat(2), row.GetString(3)), ct);
    }

    static void Check(string surface, IReadOnlyCollection<Candidate> candidates)
    {
        if (!Surfaces.All.Contains(surface))
            throw new ArgumentException($"'{surface}' is no surface: use one of {string.Join(", ", Surfaces.All)}.", nameof(surface));
        if (candidates.Count > MaxCandidates)
            throw new ArgumentException($"Give at most {MaxCandidates} candidates.", nameof(candidates));
        if (candidates.GroupBy(c => c.EntityId).FirstOrDefault(g => g.Skip(1).Any())?.Key is { } twice)
            throw new ArgumentException($"{twice} is there twice.", nameof(candidates));
        if (candidates.Any(c => c.EntityId is not { Length: >= 1 and <= 200 } || c.EntityId.Contains('\0', StringComparison.Ordinal)))
            throw new ArgumentException("An entity id has 1 to 200 characters and no NUL.", nameof(candidates));
    }
}
