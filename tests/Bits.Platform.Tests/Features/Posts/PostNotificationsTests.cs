namespace Bits.Platform.Tests.Features.Posts;

public sealed class PostNotificationsTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly PostWorld _world = new(platform);

    [Fact]
    public async Task Each_is_notified_once_by_the_closest_kind_and_the_author_not_at_all()
    {
        var (asha, bikram, chitra, devika) = (
            await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"), await _world.UserAsync("Chitra"), await _world.UserAsync("Devika"));
        var group = await _world.GroupAsync("private", asha, bikram, chitra, devika);
        var post = await _world.PostAsync(asha, group, $"Ask @{await _world.UsernameAsync(devika)}");
        await platform.DrainAsync();
        Assert.Equal(["posts.mention"], await KindsAsync(devika));
        Assert.Equal(["groups.notify_post"], await KindsAsync(bikram));
        Assert.Empty(await KindsAsync(asha));

        var comment = await _world.CommentAsync(bikram, post, $"I do, @{await _world.UsernameAsync(asha)} and @{await _world.UsernameAsync(bikram)}");
        await platform.DrainAsync();
        Assert.Equal(["posts.comment"], await KindsAsync(asha));

        await _world.CommentAsync(chitra, post, $"With @{await _world.UsernameAsync(devika)}?", comment);
        await platform.DrainAsync();
        await platform.DataSource.SqlAsync("update jobs_queue_job set state = 'pending' where kind like 'posts.%'");
        await platform.DrainAsync();

        Assert.Equal(["posts.reply", "groups.notify_post"], await KindsAsync(bikram));
        Assert.Equal(["posts.comment", "posts.comment"], await KindsAsync(asha));
        Assert.Equal(["posts.mention", "posts.mention"], await KindsAsync(devika));
        Assert.Equal(["groups.notify_post"], await KindsAsync(chitra));
        Assert.Equal("Chitra answered your comment in Rowing", (await _world.InboxAsync(bikram))[0].GetProperty("title").GetString());
    }

    [Fact]
    public async Task Who_left_before_the_delivery_is_not_notified()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("private", asha, bikram);
        var post = await _world.PostAsync(bikram, group);
        await platform.DrainAsync();
        await _world.CommentAsync(asha, post, $"@{await _world.UsernameAsync(bikram)}!");

        await platform.CallAsync(asha, "groups.v1/BanMember", new { groupId = group, userId = bikram, reason = "spam" });
        await platform.DrainAsync();

        Assert.Empty(await KindsAsync(bikram));
    }

    [Fact]
    public async Task A_comment_that_is_removed_before_the_delivery_notifies_no_one()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("private", asha, bikram);
        var post = await _world.PostAsync(asha, group);
        var comment = await _world.CommentAsync(bikram, post);

        await platform.CallAsync(bikram, "posts.v1/RemoveComment", new { commentId = comment });
        await platform.DrainAsync();

        Assert.Empty(await KindsAsync(asha));
    }

    [Fact]
    public async Task A_mention_follows_a_rename_and_is_only_of_readers()
    {
        var (asha, bikram, chitra) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"), await _world.UserAsync("Chitra"));
        var group = await _world.GroupAsync("private", asha, bikram);
        var (member, stranger) = (await _world.UsernameAsync(bikram), await _world.UsernameAsync(chitra));
        var post = await _world.PostAsync(asha, group, $"Ask @{member}, `@{member}` or @{stranger}.");
        await platform.DrainAsync();

        await platform.DataSource.SqlAsync("update accounts_user set username = $2, name = 'Bikram <Sen>' where id = $1", bikram, $"b.{bikram:N}");

        var seen = await _world.GetAsync(asha, post);
        Assert.Equal($"Ask @b.{bikram:N}, `@{member}` or @{stranger}.", seen.GetProperty("body").GetString());
        Assert.Equal(
            $"<p>Ask <span class=\"mention\">@Bikram &lt;Sen&gt;</span>, <code>@{member}</code> or @{stranger}.</p>\n",
            seen.GetProperty("rendered").GetString());
        Assert.Empty(await KindsAsync(chitra));
    }

    [Fact]
    public async Task A_text_mentions_twenty_names_however_often_it_is_edited()
    {
        var asha = await _world.UserAsync("Asha");
        var people = await Task.WhenAll(Enumerable.Range(0, 24).Select(number => _world.UserAsync($"Person{number}")));
        var names = new List<string>();
        foreach (var user in people)
            names.Add(await _world.UsernameAsync(user));
        var group = await _world.GroupAsync("private", asha, people);
        var post = await _world.PostAsync(asha, group, Naming(names[..15]));
        var comment = await _world.CommentAsync(asha, post, Naming(names[..15]));

        foreach (var text in new[] { Naming(names[12..]), Naming(names[..15]) })
        {
            await platform.CallAsync(asha, "posts.v1/EditPost", new { postId = post, body = text });
            await platform.CallAsync(asha, "posts.v1/EditComment", new { commentId = comment, body = text });
        }

        await platform.DrainAsync();
        foreach (var subject in new[] { post, comment })
            Assert.Equal(20L, await platform.DataSource.ValueAsync<long>("select count(*) from posts_mention where subject_id = $1", subject));
        var rendered = (await _world.GetAsync(asha, post)).GetProperty("rendered").GetString()!;
        Assert.Equal(15, rendered.Split("class=\"mention\"").Length - 1);
        Assert.Equal(["posts.mention", "posts.mention"], await KindsAsync(people[14]));
        Assert.DoesNotContain("posts.mention", await KindsAsync(people[23]));

        static string Naming(IEnumerable<string> names) => string.Join(' ', names.Select(name => $"@{name}"));
    }

    [Fact]
    public async Task A_name_that_left_the_text_before_the_delivery_is_not_notified()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var post = await _world.PostAsync(asha, await _world.GroupAsync("private", asha, bikram), $"@{await _world.UsernameAsync(bikram)}!");
        await platform.CallAsync(asha, "posts.v1/EditPost", new { postId = post, body = "Who rows?" });

        await platform.DrainAsync();

        Assert.Equal(["groups.notify_post"], await KindsAsync(bikram));
    }

    [Fact]
    public async Task A_blocked_member_is_hidden_from_lists_and_sends_no_notification()
    {
        var (asha, bikram) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"));
        var group = await _world.GroupAsync("public", asha, bikram);
        var (own, theirs) = (await _world.PostAsync(asha, group), await _world.PostAsync(bikram, group));
        await platform.DrainAsync();

        await platform.CallAsync(asha, "people.v1/BlockMember", new { userId = bikram });
        await _world.CommentAsync(bikram, own, $"@{await _world.UsernameAsync(asha)}");
        await _world.PostAsync(bikram, group);
        await platform.DrainAsync();

        Assert.Equal([own], (await _world.ListAsync(asha, group)).Select(p => PostWorld.Id(p, "postId")));
        Assert.Empty(await _world.CommentsAsync(asha, own));
        Assert.Single(PostWorld.List(await platform.CallAsync(asha, "groups.v1/ListPosts", new { groupId = group }), "posts"));
        Assert.Single(PostWorld.List(await platform.CallAsync(asha, "feed.v1/ListFeed", new { }), "items"));
        Assert.Equal(["groups.notify_post"], await KindsAsync(asha));
        Assert.Equal(3, (await _world.ListAsync(bikram, group)).Count);
        Assert.Single(PostWorld.List(await platform.CallAsync(asha, "people.v1/ListBlocked", new { }), "members"));

        await platform.CallAsync(asha, "people.v1/UnblockMember", new { userId = bikram });
        Assert.Contains(theirs, (await _world.ListAsync(asha, group)).Select(p => PostWorld.Id(p, "postId")));
        Assert.Equal("userId", await _world.FieldAsync(asha, "people.v1/BlockMember", new { userId = asha }));
        Assert.Equal("user_not_found", await _world.ReasonAsync(asha, "people.v1/BlockMember", new { userId = Guid.CreateVersion7() }));
    }

    async Task<IEnumerable<string?>> KindsAsync(Guid user) =>
        (await _world.InboxAsync(user)).Select(item => item.GetProperty("kind").GetString());
}
