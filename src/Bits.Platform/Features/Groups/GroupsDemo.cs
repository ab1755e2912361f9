using System.Globalization;
using Bits.Jobs;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Demo;
using Bits.Platform.Rpc;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>The groups and posts of the demo data.</summary>
public sealed class GroupsDemo(SystemPipeline pipeline, Indexer index, JobQueue jobs, TimeProvider time)
{
    const int ChunkSize = 1_000;
    const int PeoplePerPost = 4;
    const int NotifiedPosts = 10;
    static readonly SystemTask Posting = SystemTask.OfOperator("demo.seed", AuditClass.Access);

    /// <summary>Founds the groups that are missing, and returns all; one whose slug others have is left out.</summary>
    internal async Task<IReadOnlyList<Group>> FoundAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            insert into groups_group (id, kind, slug, name, description, visibility, created_at)
            select id, 'interest', slug, name, description, visibility, $6
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[])
                as n (id, slug, name, description, visibility)
            on conflict do nothing
            """;
        const string founded = "select id from groups_group where id = any($1)";

        Group[] groups =
        [
            .. DemoTexts.Groups.Select((g, i) => new Group(
                Id("group", i), GroupKind.Interest, g.Slug, g.Name, g.Description,
                DemoTexts.PrivateGroups.Contains(g.Slug) ? ScopeVisibility.Private : ScopeVisibility.Public)),
        ];
        await db.ExecuteAsync(
            sql,
            [
                groups.Select(g => g.Id).ToArray(), groups.Select(g => g.Slug!).ToArray(),
                groups.Select(g => g.Name).ToArray(), groups.Select(g => g.Description).ToArray(),
                groups.Select(g => g.Visibility == ScopeVisibility.Public ? "public" : "private").ToArray(),
                time.GetUtcNow(),
            ], ct);
        var ours = await db.QueryAsync(founded, [groups.Select(g => g.Id).ToArray()], row => row.GetGuid(0), ct);
        groups = [.. groups.Where(g => ours.Contains(g.Id))];
        await index.BulkUpsertAsync(db, [.. groups.Select(g => g.AsDocument())], ct);

        return groups;
    }

    /// <summary>Has people write in the groups; of the latest posts their members are notified.</summary>
    internal async Task PostAsync(
        IReadOnlyList<Group> groups, IReadOnlyList<Guid> people, IProgress<DemoProgress>? progress, CancellationToken ct)
    {
        var posts = Compose(groups, people).ToList();
        for (var done = 0; done < posts.Count; done += ChunkSize)
        {
            var chunk = posts.Skip(done).Take(ChunkSize).ToList();
            await pipeline.RunAsync(Posting, call => InsertAsync(call.Db, chunk, groups, ct), ct);
            progress?.Report(new("posts", Math.Min(done + ChunkSize, posts.Count), posts.Count));
        }
    }

    IEnumerable<GroupPost> Compose(IReadOnlyList<Group> groups, IReadOnlyList<Guid> people)
    {
        var random = new Random(20260601);
        var count = people.Count / PeoplePerPost;
        for (var i = 0; i < count; i++)
        {
            var group = groups[random.Next(groups.Count)];
            var topics = DemoTexts.Groups.Single(g => g.Slug == group.Slug).Topics;
            var body = string.Format(
                CultureInfo.InvariantCulture,
                DemoTexts.Posts[random.Next(DemoTexts.Posts.Length)],
                topics[random.Next(topics.Length)],
                DemoNames.Chapters[random.Next(DemoNames.Chapters.Length)]);

            yield return new(
                Id("post", i), group.Id, people[random.Next(people.Count)], body,
                time.GetUtcNow() - TimeSpan.FromMinutes(10 * (count - i)));
        }
    }

    async Task<int> InsertAsync(
        NpgsqlConnection db, List<GroupPost> posts, IReadOnlyList<Group> groups, CancellationToken ct)
    {
        const string sql = """
            insert into groups_post (id, group_id, author_id, body, created_at)
            select *
            from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::timestamptz[])
            on conflict on constraint groups_post_pkey do nothing
            """;

        var inserted = await db.ExecuteAsync(
            sql,
            [
                posts.Select(p => p.Id).ToArray(), posts.Select(p => p.GroupId).ToArray(),
                posts.Select(p => p.AuthorId).ToArray(), posts.Select(p => p.Body).ToArray(),
                posts.Select(p => p.CreatedAt).ToArray(),
            ], ct);

        var byId = groups.ToDictionary(g => g.Id);
        await index.BulkUpsertAsync(
            db, [.. posts.Select(p => GroupPost.AsDocument(p.Id, p.Body, byId[p.GroupId]))], ct);

        if (inserted > 0)
            await jobs.EnqueueManyAsync(
                db, [.. posts.TakeLast(NotifiedPosts).Select(p => new NotifyGroup(p.Id))],
                GroupsJson.Default.NotifyGroup, options: null, ct);

        return inserted;
    }

    // The same every time, so that seeding twice adds nothing; the version nibble says that we made it up (RFC 9562, 8).
    static Guid Id(string what, int number) => new(
        what == "group" ? 0x0B175 : 0x0B176, 0, unchecked((short)0x8000), 0x80, 0, 0, 0,
        (byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number);
}
