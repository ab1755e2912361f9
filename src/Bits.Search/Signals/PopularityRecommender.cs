using Bits.Shared;
using Npgsql;

namespace Bits.Search.Signals;

/// <summary>Recommends what others liked lately.</summary>
/// <remarks>Sums the weights of all signals of ninety days per document, halved each week. Doubles the score of a document
/// in a scope that the user shares, such as their group. Considers the two thousand best of a surface; a user gets those
/// that they may see and have no signal on. Idempotent.</remarks>
/// <param name="store">Stores the candidates.</param>
public sealed class PopularityRecommender(CandidateStore store)
{
    const int Considered = 2_000;
    const int Kept = 200;

    /// <summary>Scores the documents for all users, in the caller's transaction. Call it before <see cref="RunAsync"/>.
    /// </summary>
    /// <returns>The number of documents with a score.</returns>
    public static async Task<int> CountAsync(NpgsqlConnection db, CancellationToken ct = default)
    {
        const string forget = "delete from search_popularity";
        const string sql = """
            insert into search_popularity (surface, entity_id, score)
            select surface, entity_id, score
            from (
                select surface, entity_id, sum(power(0.5, extract(epoch from now() - at) / 604800) * case kind
                    when 'view' then 0.1 when 'dwell' then 0.3 when 'like' then 1 when 'hide' then -5 else 3 end) as score
                from search_signal where at > now() - interval '90 days'
                group by surface, entity_id) as counted
            where score > 0
            """;

        await db.ExecuteAsync(forget, [], ct).ConfigureAwait(false);
        return await db.ExecuteAsync(sql, [], ct).ConfigureAwait(false);
    }

    /// <summary>Computes and replaces the candidates of a user on a surface, in the caller's transaction.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="userId">The user.</param>
    /// <param name="audienceTags">The tags of the user; a document must share one.</param>
    /// <param name="surface">The name of a <see cref="SearchSurface"/>.</param>
    /// <param name="excludedAuthors">The authors whose documents the user does not see; null for none.</param>
    /// <param name="ct">Stops the call.</param>
    /// <returns>The number of candidates.</returns>
    public async Task<int> RunAsync(
        NpgsqlConnection db, Guid userId, IReadOnlyCollection<AudienceTag> audienceTags, string surface,
        IReadOnlyCollection<Guid>? excludedAuthors = null, CancellationToken ct = default)
    {
        const string sql = $"""
            select d.entity_id,
                   (p.score * case when d.audience_tags && $5::text[] then 2 else 1 end)::real as score,
                   d.audience_tags && $5::text[] as is_affine
            from (select entity_id, score from search_popularity where surface = $4 order by score desc limit $7) as p
            join search_document d on d.surface = $4 and d.entity_id = p.entity_id
            where {Visibility.Predicate}
              and not exists (
                  select from search_signal s where s.user_id = $3 and s.surface = $4 and s.entity_id = d.entity_id)
            order by score desc, d.id desc
            limit $6
            """;

        var tags = audienceTags.Select(tag => tag.Value).ToArray();
        var affine = tags.Where(tag => tag.Contains(':', StringComparison.Ordinal)).ToArray();
        var found = await db.QueryAsync(
            sql, [tags, Visibility.Excluded(excludedAuthors), userId, surface, affine, Kept, Considered],
            row => new Candidate(row.GetString(0), row.GetFloat(1), row.GetBoolean(2) ? "Liked among your circles" : "Liked recently"), ct)
            .ConfigureAwait(false);

        await store.ReplaceAsync(db, userId, surface, found, ct).ConfigureAwait(false);
        return found.Count;
    }
}
