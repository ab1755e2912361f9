using Bits.Shared;
using Npgsql;

namespace Bits.Search.Signals;

/// <summary>The first recommender: what others liked of late, the closer to the user the better.</summary>
/// <remarks>The score of a document is the sum over the signals of ninety days of the weight of their kind, halved each
/// week, and twice that where the document is for a scope that the user shares, such as their group. Of the two thousand
/// best of a surface a user gets those that they may see and have had no signal on. Idempotent.</remarks>
/// <param name="store">Takes the candidates.</param>
public sealed class PopularityRecommender(CandidateStore store)
{
    const int Considered = 2_000;
    const int Kept = 200;

    /// <summary>Counts what was liked of late, for all users, in the caller's transaction: to be done before
    /// <see cref="RunAsync"/>.</summary>
    /// <returns>How many documents somebody liked.</returns>
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

    /// <summary>Computes the candidates of a user on a surface and replaces those that there were, in the caller's
    /// transaction.</summary>
    /// <param name="db">The caller's open connection.</param>
    /// <param name="userId">Who.</param>
    /// <param name="audienceTags">What they hold; a document must share one.</param>
    /// <param name="surface">One of <see cref="Surfaces"/>.</param>
    /// <param name="ct">Stops it.</param>
    /// <returns>How many there are.</returns>
    public async Task<int> RunAsync(
        NpgsqlConnection db, Guid userId, IReadOnlyCollection<AudienceTag> audienceTags, string surface, CancellationToken ct = default)
    {
        const string sql = $"""
            select d.entity_id,
                   (p.score * case when d.audience_tags && $4::text[] then 2 else 1 end)::real as score,
                   d.audience_tags && $4::text[] as is_near
            from (select entity_id, score from search_popularity where surface = $3 order by score desc limit $6) as p
            join search_document d on d.surface = $3 and d.entity_id = p.entity_id
            where {Visibility.Predicate}
              and not exists (
                  select from search_signal s where s.user_id = $2 and s.surface = $3 and s.entity_id = d.entity_id)
            order by score desc, d.id desc
            limit $5
            """;

        var tags = audienceTags.Select(tag => tag.Value).ToArray();
        var near = tags.Where(tag => tag.Contains(':', StringComparison.Ordinal)).ToArray();
        var found = await db.QueryAsync(
            sql, [tags, userId, surface, near, Kept, Considered],
            row => new Candidate(row.GetString(0), row.GetFloat(1), row.GetBoolean(2) ? "Liked among your circles" : "Liked of late"), ct)
            .ConfigureAwait(false);

        await store.ReplaceAsync(db, userId, surface, found, ct).ConfigureAwait(false);
        return found.Count;
    }
}
