namespace Bits.Backend.Tests.Startup;

/// <summary>The backend dies with SIGKILL; the fan-out of a committed post reaches everybody once all the same.</summary>
[Slow]
public sealed class KillTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    const int Members = 3_000;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_between_commit_and_fan_out_each_notification_arrives_once()
    {
        var group = Guid.CreateVersion7();
        var (author, members) = await GroupAsync(group, members: 5);
        var reader = await AccountOfAMemberAsync(group, author);
        Guid post;
        await using (var backend = await StartAsync("--Jobs:Enabled=false"))
        {
            post = await PostAsync(backend, author, group);
            await backend.Process.KillAsync(Ct);
        }

        Assert.Equal(0L, await NotifiedAsync(post));
        await using var again = await StartAsync();
        await DoneAsync(post);

        Assert.Equal(members, await NotifiedAsync(post));
        var inbox = await again.GetAsync(reader, "notifications.v1/ListInbox", Ct);
        Assert.Equal(1, inbox.GetProperty("items").GetArrayLength());
    }

    [Fact]
    public async Task Killed_in_the_middle_of_the_fan_out_again_and_again_each_notification_arrives_once()
    {
        var group = Guid.CreateVersion7();
        var (author, members) = await GroupAsync(group, Members);
        var random = new Random(7);
        var posts = new List<Guid>();
        for (var i = 0; i < 4; i++)
        {
            await using var backend = await StartAsync("--Jobs:Lease=00:00:01");
            posts.Add(await PostAsync(backend, author, group));
            if (i >= 2)
                await DoneAsync(posts[i - 2]); // a job with which three workers were lost would be given up
            await Task.Delay(random.Next(150), Ct);
            await backend.Process.KillAsync(Ct);
        }

        await using var last = await StartAsync("--Jobs:Lease=00:00:01");
        foreach (var post in posts)
        {
            await DoneAsync(post);
            Assert.Equal(members, await NotifiedAsync(post));
        }
    }

    Task DoneAsync(Guid post) => database.DataSource.EventuallyAsync(
        "select state = 'succeeded' from jobs_queue_job where payload ->> 'postId' = $1", post.ToString());

    Task<BackendProcess> StartAsync(params string[] args) => BackendProcess.StartAsync(
        new Dictionary<string, string?> { ["ConnectionStrings__Bits"] = database.ConnectionString }, args, Ct);

    async Task<(Guid Author, long Members)> GroupAsync(Guid group, int members)
    {
        var author = Guid.CreateVersion7();
        await database.DataSource.SqlAsync(
            "insert into accounts_user (id, username, email, name) values ($1, $2, $2, 'Asha')", author, author.ToString());
        await database.DataSource.SqlAsync(
            "insert into groups_group (id, kind, slug, name, description, visibility, created_at) "
            + "values ($1, 'interest', $2, 'Rowing', '', 'public', now())", group, group.ToString());
        await database.DataSource.SqlAsync(
            "insert into memberships_membership (user_id, scope_type, scope_id, role, state) "
            + "select id, 'group', $1, 'member', 'active' "
            + "from (select $2::uuid union all select gen_random_uuid() from generate_series(2, $3)) u (id)",
            group.ToString(), author, members);
        return (author, members - 1); // of a post its author is not told
    }

    async Task<Guid> AccountOfAMemberAsync(Guid group, Guid author)
    {
        var member = await database.DataSource.ValueAsync<Guid>(
            "select user_id from memberships_membership where scope_id = $1 and user_id <> $2 limit 1", group.ToString(), author);
        await database.DataSource.SqlAsync(
            "insert into accounts_user (id, username, email, name) values ($1, $2, $2, 'Bikram')", member, member.ToString());
        return member;
    }

    static async Task<Guid> PostAsync(BackendProcess backend, Guid author, Guid group) =>
        (await backend.PostAsync(author, "groups.v1/PostToGroup", new { groupId = group, body = "Who rows?" }, Ct))
            .GetProperty("postId").GetGuid();

    Task<long> NotifiedAsync(Guid post) => database.DataSource.ValueAsync<long>(
        "select count(*) from notifications_delivery d join notifications_notification n on n.id = d.notification_id "
        + "where n.subject_id = $1", post.ToString());
}
