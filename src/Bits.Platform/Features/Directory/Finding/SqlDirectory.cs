using Bits.Membership;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory.Finding;

/// <summary>Finds people by statements alone. Complete by itself; costs as much as there are matches.</summary>
public sealed class SqlDirectory(Memberships memberships)
{
    /// <summary>Finds people as the snapshot of the open transaction has them.</summary>
    internal async Task<DirectoryFound> FindAsync(NpgsqlConnection db, Guid viewerId, DirectoryQuery query, CancellationToken ct)
    {
        var viewer = await ViewerFacts.ReadAsync(db, viewerId, ct);
        var (people, bits) = await ListRelatedAsync(db, viewer, ct);
        var terms = new TermQueries(query);
        object?[] matching =
        [
            people, bits, viewer.Blocked, (int)query.Within, terms.AnyWord, terms.Words,
        ];
        var found = await ListAsync(db, query, terms, matching, ct);
        var total = await CountAsync(db, terms, matching, ct);

        return new(found, total, query.CountsFacets ? await CountFacetsAsync(db, query, terms, matching, ct) : []);
    }

    async Task<(Guid[] People, int[] Bits)> ListRelatedAsync(NpgsqlConnection db, ViewerFacts viewer, CancellationToken ct)
    {
        var sharing = await memberships.ListSharingAsync(db, viewer.Id, Relations.AllTypes, ct);
        var bits = new Dictionary<Guid, int>();
        Mark(Relations.Batches.SelectMany(type => sharing[type]), Relation.Batch);
        Mark(Relations.Groups.SelectMany(type => sharing[type]), Relation.Groups);
        Mark(viewer.Connections, Relation.Connection);
        foreach (var blocker in viewer.Blockers)
            bits.Remove(blocker);
        bits[viewer.Id] = (int)Relation.Self;

        return ([.. bits.Keys], [.. bits.Values]);

        void Mark(IEnumerable<Guid> users, Relation relation)
        {
            foreach (var user in users)
                bits[user] = bits.GetValueOrDefault(user) | (int)relation;
        }
    }

    // Parameters 1 to 6: related people and their relations, blocked people, the relation to require, the words in any audience
    // for the index, and the words by relation. A query for no words matches all that are listed.
    const string Matching = """
        select e.user_id, e.name_key, e.facets, e.terms, coalesce(r.bits, 0) as bits
        from directory_entry e
        left join unnest($1::uuid[], $2::int[]) as r (user_id, bits) using (user_id)
        where e.is_listed and e.user_id <> all($3) and ($4 = 0 or coalesce(r.bits, 0) & ($4 | 8) <> 0)
          and ($5::text is null or (e.terms @@ $5::text::tsquery and e.terms @@ (($6::text[])[coalesce(r.bits, 0) + 1])::tsquery))
        """;

    static Task<List<PersonPlace>> ListAsync(
        NpgsqlConnection db, DirectoryQuery query, TermQueries terms, object?[] matching, CancellationToken ct)
    {
        const string sql = $"""
            with matched as ({Matching}),
            placed as (
                select user_id, name_key,
                       case when $8::text is null or terms @@ $8::text::tsquery then 0
                            when terms @@ $9::text::tsquery then 1
                            when terms @@ $10::text::tsquery then 2
                            else 3 end as class,
                       case when bits & 12 <> 0 then 0 when bits & 1 <> 0 then 1 when bits & 2 <> 0 then 2 else 3 end as distance
                from matched
                where $7::text[] is null or terms @@ (($7::text[])[bits + 1])::tsquery)
            select class, distance, name_key, user_id
            from placed
            where (class, distance, name_key, user_id) > ($11, $12, $13 collate "C", $14)
            order by class, distance, name_key, user_id
            limit $15
            """;

        var after = query.After;
        return db.QueryAsync(
            sql,
            [
                .. matching, terms.Chosen, terms.Exact, terms.Beginning, terms.Sounds, after is { } place ? (int)place.Class : -1,
                after?.Distance ?? 0, after?.NameKey ?? "", after?.Id ?? Guid.Empty, query.Limit,
            ],
            row => new PersonPlace((MatchClass)row.GetInt32(0), row.GetInt32(1), row.GetString(2), row.GetGuid(3)), ct);
    }

    static Task<long> CountAsync(NpgsqlConnection db, TermQueries terms, object?[] matching, CancellationToken ct)
    {
        const string sql = $"""
            with matched as ({Matching})
            select count(*) from matched where $7::text[] is null or terms @@ (($7::text[])[bits + 1])::tsquery
            """;

        return db.FindAsync(sql, [.. matching, terms.Chosen], row => row.GetInt64(0), ct);
    }

    // A person counts in a facet when they have a chosen value of every other facet. Each "offset 0" keeps the planner from
    // moving what follows to every value of every person: few groups are left to be looked at.
    static Task<List<WrittenCount>> CountFacetsAsync(
        NpgsqlConnection db, DirectoryQuery query, TermQueries terms, object?[] matching, CancellationToken ct)
    {
        const string sql = $"""
            with matched as ({Matching}),
            failing as (
                select facets, bits, case when cardinality($7::text[]) > 0 then (
                    select string_agg(name, ',')
                    from unnest($7::text[]) with ordinality as c (name, place)
                    where not terms @@ (($8::text[])[(place - 1) * 9 + bits + 1])::tsquery) end as fails
                from matched
                offset 0),
            grouped as (
                select value, bits, fails, count(*) as people
                from failing, unnest(facets) as value
                group by value, bits, fails
                offset 0)
            select substr(value, 3), sum(people)::bigint
            from grouped
            where strpos(case bits
                      when 0 then 'e' when 1 then 'eb' when 2 then 'eg' when 3 then 'ebg' when 4 then 'ec' when 5 then 'ebc'
                      when 6 then 'egc' when 7 then 'ebgc' else 'ebgco' end, left(value, 1)) > 0
              and (fails is null or fails = substr(split_part(value, '=', 1), 3))
            group by 1
            """;

        return db.QueryAsync(
            sql, [.. matching, query.Chosen.Keys.Select(facet => facet.ToText()).ToArray(), terms.ByFacet],
            row => Read(row.GetString(0), row.GetInt64(1)), ct);
    }

    static WrittenCount Read(string value, long people)
    {
        var equals = value.IndexOf('=', StringComparison.Ordinal);
        return new(EnumText.Parse<Facet>(value[..equals]), value[(equals + 1)..], people);
    }
}
