using System.Globalization;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Demo;
using Bits.Platform.Features.Posts;
using Bits.Platform.Rpc;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>The groups and posts of the demo data, with pending requests and a banned member.</summary>
sealed class GroupsDemo(
    SystemPipeline pipeline, Memberships memberships, Indexer index, PostImport posts, TimeProvider time) : IDemoSeed
{
    const int ChunkSize = 1_000;
    const int PeoplePerPost = 4;
    const int NotifiedPosts = 10;
    static readonly SystemTask Posting = SystemTask.OfOperator("demo.seed", AuditClass.Access);

    /// <inheritdoc />
    public async Task<IReadOnlyList<Scope>> CreateScopesAsync(NpgsqlConnection db, CancellationToken ct) =>
        [.. (await FoundAsync(db, ct)).Select(group => group.Scope)];

    // Creates missing groups and returns all; omits one whose slug is taken.
    async Task<IReadOnlyList<Group>> FoundAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            insert into groups_group (id, kind, slug, name, description, visibility, join_policy, created_at)
            select id, 'interest', slug, name, description, visibility, join_policy, $7
            from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[])
                as n (id, slug, name, description, visibility, join_policy)
            on conflict do nothing
            """;
        const string founded = "select id from groups_group where id = any($1)";

        var now = time.GetUtcNow();
        Group[] groups =
        [
            .. DemoTexts.Groups.Select((g, i) => new Group(
                Id("group", i), GroupKind.Interest, g.Slug, g.Name, g.Description,
                DemoTexts.PrivateGroups.Contains(g.Slug) ? ScopeVisibility.Private : ScopeVisibility.Public, now)),
        ];
        await db.ExecuteAsync(
            sql,
            [
                groups.Select(g => g.Id).ToArray(), groups.Select(g => g.Slug!).ToArray(),
                groups.Select(g => g.Name).ToArray(), groups.Select(g => g.Description).ToArray(),
                groups.Select(g => g.Visibility.ToText()).ToArray(), groups.Select(g => g.JoinPolicy.ToText()).ToArray(),
                now,
            ], ct);
        var ours = await db.QueryAsync(founded, [groups.Select(g => g.Id).ToArray()], row => row.GetGuid(0), ct);
        groups = [.. groups.Where(g => ours.Contains(g.Id))];
        await index.BulkUpsertAsync(db, [.. groups.Select(g => g.AsDocument())], ct);

        return groups;
    }

    /// <summary>Adds posts to the groups and notifies the members of the latest ones.</summary>
    public async Task AddContentAsync(IReadOnlyList<Guid> people, IProgress<DemoProgress>? progress, CancellationToken ct)
    {
        var groups = await pipeline.RunAsync(Posting, call => FoundAsync(call.Db, ct), ct);
        var facts = groups.Select(group => group.Facts).ToList();
        var composed = Compose(groups, people).ToList();
        for (var done = 0; done < composed.Count; done += ChunkSize)
        {
            var chunk = composed.Skip(done).Take(ChunkSize).ToList();
            await pipeline.RunAsync(Posting, call => posts.InsertAsync(call.Db, chunk, facts, NotifiedPosts, ct), ct);
            progress?.Report(new("posts", Math.Min(done + ChunkSize, composed.Count), composed.Count));
        }

        await pipeline.RunAsync(Posting, call => AddWorkAsync(call.Db, groups, people, ct), ct);
    }

    // Something for moderators: requests to join the private groups, and a ban.
    async Task<bool> AddWorkAsync(NpgsqlConnection db, IReadOnlyList<Group> groups, IReadOnlyList<Guid> people, CancellationToken ct)
    {
        foreach (var (group, number) in groups.Where(group => group.Visibility == ScopeVisibility.Private).Select((group, i) => (group, i)))
            foreach (var (note, i) in DemoTexts.Requests.Select((note, i) => (note, i)))
                await memberships.Requests.SubmitAsync(db, people[(5 + 3 * i + number) % people.Count], group.Scope, note, ct);

        if (groups.FirstOrDefault(group => group.Visibility == ScopeVisibility.Public) is { } open)
            await memberships.BanAsync(
                db, people[^1], open.Scope, Change.By(people[0], "Sold watches in every thread."), until: null, ct);
        return true;
    }

    IEnumerable<Post> Compose(IReadOnlyList<Group> groups, IReadOnlyList<Guid> people)
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
                Id("post", i), group.Scope, people[random.Next(people.Count)], body,
                time.GetUtcNow() - TimeSpan.FromMinutes(10 * (count - i)));
        }
    }

    // Stable, so that a second seeding adds nothing; the version nibble marks a custom id (RFC 9562, 8).
    static Guid Id(string what, int number) => new(
        what == "group" ? 0x0B175 : 0x0B176, 0, unchecked((short)0x8000), 0x80, 0, 0, 0,
        (byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number);
}
