using System.Globalization;
using Bits.Load.Database;
using Bits.Load.Feed;
using Bits.Load.Membership;
using Bits.Recommender;
using Npgsql;

namespace Bits.Load.Recommend;

/// <summary>The posts of <see cref="FeedWorld"/> with their documents, entries of the directory, connections, and the signals of
/// <see cref="GeneratedSignals"/> about the posts.</summary>
/// <param name="schema">Where.</param>
/// <param name="users">The number of users.</param>
sealed class RecommendWorld(LoadSchema schema, int users)
{
    (string Surface, string EntityId)[] _posts = [];

    /// <summary>Fills all but the signals.</summary>
    public async Task FillAsync(int items, CancellationToken ct)
    {
        const string documents = """
            insert into search_document (surface, entity_id, title, audience_tags, length, tsv, content_hash, index_version, author_id)
            select case when scope like 'batch:%' then 'feed' else 'groups' end, 'post:' || id, 'Sunday at the boat house',
                   array[case when hashtextextended(id::text, 1) % 10 < 6 then 'institute' else scope end], 12, '', '', 1, author_id
            from posts_post
            on conflict do nothing
            """;
        const string entries = """
            insert into directory_entry (user_id, name, name_key, batch, words, facets, is_listed)
            select id, name, lower(name), 1970 + (hashtextextended(id::text, 2) & 63)::int, '{}',
                   array['e:company=Company ' || (hashtextextended(id::text, 3) & 4095)], true
            from accounts_user
            on conflict do nothing
            """;
        const string connections = """
            insert into directory_connection (low_id, high_id, requested_by, state, requested_at, decided_at)
            select least(a.id, b.id), greatest(a.id, b.id), a.id, 'accepted', now(), now()
            from (select id, row_number() over (order by id) as n from accounts_user) a
            cross join generate_series(1, 5) step
            join (select id, row_number() over (order by id) as n from accounts_user) b on b.n = a.n + step * step * 7
            on conflict do nothing
            """;

        await FeedWorld.FillAsync(schema, items, ct);
        foreach (var sql in new[] { documents, entries, connections, "vacuum analyze" })
            await schema.ExecuteAsync(sql, [], ct);
        _posts = await ReadPostsAsync(ct);
    }

    /// <summary>Copies signals to the log, their times moved so that the last ones are of a moment.</summary>
    /// <returns>Their number.</returns>
    public async Task<long> AddAsync(IEnumerable<Signal> signals, DateTimeOffset end, CancellationToken ct)
    {
        var (count, shift) = (0L, end - GeneratedSignals.Now);
        await using var db = await schema.DataSource.OpenConnectionAsync(ct);
        await using var rows = await db.BeginBinaryImportAsync("copy search_signal (user_id, surface, entity_id, kind, at) from stdin (format binary)", ct);
        foreach (var signal in signals)
        {
            var post = _posts[int.Parse(signal.Item, CultureInfo.InvariantCulture) % _posts.Length];
            await rows.StartRowAsync(ct);
            await rows.WriteAsync(FilledMembers.UserId(BitConverter.ToInt32(signal.User.ToByteArray()) % users), ct);
            await rows.WriteAsync(post.Surface, ct);
            await rows.WriteAsync(post.EntityId, ct);
            await rows.WriteAsync(KindOf(signal.Weight), ct);
            await rows.WriteAsync((signal.At + shift).UtcDateTime, ct);
            count++;
        }

        await rows.CompleteAsync(ct);
        return count;
    }

    async Task<(string Surface, string EntityId)[]> ReadPostsAsync(CancellationToken ct)
    {
        await using var db = await schema.DataSource.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand("select surface, entity_id from search_document where entity_id like 'post:%' order by entity_id", db);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var posts = new List<(string, string)>();
        while (await reader.ReadAsync(ct))
            posts.Add((reader.GetString(0), reader.GetString(1)));
        return [.. posts];
    }

    static string KindOf(float weight) => weight switch
    {
        < 0.2f => "view",
        < 0.5f => "dwell",
        < 2 => "like",
        _ => "join",
    };
}
