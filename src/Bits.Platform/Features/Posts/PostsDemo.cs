using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Demo;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.Posts.Moderation;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>The comments, reactions, reports and the appeal of the demo data, on the latest posts.</summary>
sealed class PostsDemo(
    SystemPipeline pipeline, Memberships memberships, CaseRemoval removal, CaseGate gate, ScopeNames scopes,
    Notifier notifier) : IDemoSeed
{
    const int MaxPosts = 120;
    const int MaxMembers = 60;
    static readonly SystemTask Discussing = SystemTask.OfOperator("demo.seed", AuditClass.Access);
    static readonly string[] Kinds = ["like", "like", "like", "love", "celebrate", "support", "insightful", "funny"];

    static readonly string[] Reasons = ["This was posted in four groups.", "Looks like advertising to me."];

    sealed record NewComment(Guid Id, Guid PostId, Guid? ParentId, Guid AuthorId, string Body, DateTimeOffset At);

    /// <inheritdoc />
    public Task AddContentAsync(IReadOnlyList<Guid> people, IProgress<DemoProgress>? progress, CancellationToken ct) =>
        pipeline.RunAsync(Discussing, call => DiscussAsync(call.Db, ct), ct);

    async Task<bool> DiscussAsync(NpgsqlConnection db, CancellationToken ct)
    {
        var posts = await ListLatestAsync(db, ct);
        var members = new Dictionary<Scope, IReadOnlyList<Guid>>();
        foreach (var scope in posts.Select(post => post.Scope).Distinct())
            members[scope] = [.. (await memberships.ListByScopeAsync(db, scope, default, after: null, MaxMembers, ct)).Select(m => m.UserId)];

        var random = new Random(20260701);
        var comments = posts.SelectMany((post, i) => Discuss(post, i, members[post.Scope], random)).ToList();
        await InsertAsync(db, comments, ct);
        await ReactAsync(db, posts, members, random, ct);
        await ReportAsync(db, posts, members, ct);
        await AppealAsync(db, posts, ct);
        return true;
    }

    static Task<List<(Guid Id, Scope Scope, Guid AuthorId, string Body, DateTimeOffset At)>> ListLatestAsync(
        NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select id, scope, author_id, body, created_at
            from posts_post
            where removed_at is null
            order by created_at desc, id desc
            limit $1
            """;

        return db.QueryAsync(
            sql, [MaxPosts],
            row => (row.GetGuid(0), Scope.Parse(row.GetString(1)), row.GetGuid(2), row.GetString(3), row.GetFieldValue<DateTimeOffset>(4)), ct);
    }

    // Two of three posts have comments, some of them answered by the author.
    static IEnumerable<NewComment> Discuss(
        (Guid Id, Scope Scope, Guid AuthorId, string Body, DateTimeOffset At) post, int number, IReadOnlyList<Guid> members, Random random)
    {
        var texts = DemoThreads.On(post.Body);
        if (number % 3 == 2 || members.Count == 0)
            yield break;

        foreach (var (text, i) in texts.Take(1 + random.Next(texts.Count)).Select((text, i) => (text, i)))
        {
            var comment = new NewComment(
                Id(number, i), post.Id, ParentId: null, members[random.Next(members.Count)], text, post.At.AddMinutes(2 + i));
            yield return comment;
            if (random.Next(3) == 0)
                yield return new(
                    Id(number, 100 + i), post.Id, comment.Id, post.AuthorId, DemoThreads.Replies[random.Next(DemoThreads.Replies.Count)],
                    comment.At.AddMinutes(1));
        }
    }

    static Task<int> InsertAsync(NpgsqlConnection db, List<NewComment> comments, CancellationToken ct)
    {
        const string sql = """
            insert into posts_comment (id, post_id, parent_id, author_id, body, created_at)
            select id, post_id, parent_id, author_id, body, least(created_at, now())
            from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::uuid[], $5::text[], $6::timestamptz[])
                as n (id, post_id, parent_id, author_id, body, created_at)
            order by parent_id is not null
            on conflict do nothing
            """;

        return db.ExecuteAsync(
            sql,
            [
                comments.Select(c => c.Id).ToArray(), comments.Select(c => c.PostId).ToArray(), comments.Select(c => c.ParentId).ToArray(),
                comments.Select(c => c.AuthorId).ToArray(), comments.Select(c => c.Body).ToArray(), comments.Select(c => c.At).ToArray(),
            ], ct);
    }

    static Task<int> ReactAsync(
        NpgsqlConnection db, IReadOnlyList<(Guid Id, Scope Scope, Guid AuthorId, string Body, DateTimeOffset At)> posts,
        IReadOnlyDictionary<Scope, IReadOnlyList<Guid>> members, Random random, CancellationToken ct)
    {
        const string sql = """
            insert into posts_reaction (post_id, user_id, kind)
            select * from unnest($1::uuid[], $2::uuid[], $3::text[])
            on conflict do nothing
            """;

        var reactions = posts.SelectMany(post => members[post.Scope]
            .Where(member => member != post.AuthorId && random.Next(12) == 0)
            .Select(member => (PostId: post.Id, UserId: member, Kind: Kinds[random.Next(Kinds.Length)]))).ToList();
        return db.ExecuteAsync(
            sql, [reactions.Select(r => r.PostId).ToArray(), reactions.Select(r => r.UserId).ToArray(), reactions.Select(r => r.Kind).ToArray()], ct);
    }

    // One open case, in the group of the third latest post.
    static async Task ReportAsync(
        NpgsqlConnection db, IReadOnlyList<(Guid Id, Scope Scope, Guid AuthorId, string Body, DateTimeOffset At)> posts,
        IReadOnlyDictionary<Scope, IReadOnlyList<Guid>> members, CancellationToken ct)
    {
        const string open = """
            insert into posts_case (id, scope, post_id, author_id) values ($1, $2, $3, $4) on conflict do nothing
            """;
        const string report = """
            insert into posts_report (case_id, reporter_id, reason)
            select $1, user_id, reason from unnest($2::uuid[], $3::text[]) as r (user_id, reason)
            on conflict do nothing
            """;

        if (posts.Count < 3)
            return;

        var post = posts[2];
        var reporters = members[post.Scope].Where(member => member != post.AuthorId).TakeLast(2).ToArray();
        await db.ExecuteAsync(open, [Id(0, 200), post.Scope.ToString(), post.Id, post.AuthorId], ct);
        await db.ExecuteAsync(
            report, [Id(0, 200), reporters, Reasons[..reporters.Length]], ct);
    }

    // A moderator has hidden the latest post of another member in their group; its author appeals, and an owner is to answer.
    async Task AppealAsync(
        NpgsqlConnection db, IReadOnlyList<(Guid Id, Scope Scope, Guid AuthorId, string Body, DateTimeOffset At)> posts, CancellationToken ct)
    {
        const string decided = """
            insert into posts_case (id, scope, post_id, author_id, decision, decided_at, decided_by, decided_rank, reason, scope_name)
            values ($1, $2, $3, $4, 'hide', now(), $5, $6, $7, $8)
            on conflict do nothing
            """;

        foreach (var post in posts.Skip(3))
        {
            var moderators = await memberships.ListByScopeAsync(db, post.Scope, new(Role: MemberRole.Moderator), after: null, 1, ct);
            if (moderators is not [var moderator] || moderator.UserId == post.AuthorId)
                continue;

            var names = await scopes.ListAsync(db, [post.Scope], ct);
            const string reason = "This belongs into the marketplace.";
            if (await db.ExecuteAsync(
                    decided,
                    [
                        Id(0, 201), post.Scope.ToString(), post.Id, post.AuthorId, moderator.UserId, (short)moderator.Role.Rank(), reason,
                        names[post.Scope],
                    ], ct) > 0
                && await Case.FindAsync(db, Id(0, 201), ct) is { } found)
            {
                await removal.RemoveAsync(db, found, moderator.UserId, reason, isHidden: true, days: 0, ct);
                await Appeal.AddAsync(db, found.Id, "I sell nothing; I only ask who comes along.", ct);
                await notifier.NotifyAsync(db, AppealText.Of(found), await gate.ListNextRankAsync(db, found, ct), ct);
            }

            return;
        }
    }

    // Stable, so that a second seeding adds nothing; the version nibble marks a custom id (RFC 9562, 8).
    static Guid Id(int number, int part) => new(
        0x0B177, (short)part, unchecked((short)0x8000), 0x80, 0, 0, 0, (byte)(number >> 24), (byte)(number >> 16), (byte)(number >> 8), (byte)number);
}
