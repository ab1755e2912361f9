using Bits.Membership;
using Bits.Platform.Features.Posts;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.Recommending;

/// <summary>What a member is recommended, and why.</summary>
public sealed class RecommendationTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly RecommendingWorld _world = new(platform);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_member_gets_what_the_members_of_their_groups_have_and_the_reason()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var others = await UsersAsync(12);
        var sailing = await _world.GroupAsync(asha, "Sailing", members: [.. others]);
        var rowing = await _world.GroupAsync(asha, "Rowing", members: [.. others, bikram]);
        await _world.TrainAsync();

        Assert.Equal("Because you follow Rowing", await _world.ReasonAsync(bikram, "groups", sailing));
        Assert.DoesNotContain($"{rowing}", await _world.IdsAsync(bikram, "groups"));

        await platform.CallAsync(bikram, "groups.v1/JoinGroup", new { groupId = sailing });
        Assert.DoesNotContain($"{sailing}", await _world.IdsAsync(bikram, "groups"));
    }

    [Fact]
    public void A_long_title_in_a_reason_is_cut_between_letters()
    {
        var reason = new RecommendedPosts().ReasonOf(new string('a', 59) + "👍🏽 rowing");

        Assert.Equal($"Because of “{new string('a', 59)}…”", reason);
    }

    [Fact]
    public async Task A_dismissed_or_archived_group_and_one_that_only_invites_is_not_recommended()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        Guid[] groups = [await _world.GroupAsync(asha, "Kite"), await _world.GroupAsync(asha, "Chess"), await _world.GroupAsync(asha, "Polo")];
        await _world.TrainAsync();
        Assert.Empty(groups.Except((await _world.IdsAsync(bikram, "groups")).Select(Guid.Parse)));

        await _world.DismissAsync(bikram, "groups", $"{groups[0]}");
        await platform.CallAsync(asha, "groups.v1/ArchiveGroup", new { groupId = groups[1], reason = "over" });
        await platform.CallAsync(asha, "groups.v1/UpdateGroup", new { groupId = groups[2], joinPolicy = "invitation" });

        Assert.Empty(groups.Intersect((await _world.IdsAsync(bikram, "groups")).Select(Guid.Parse)));
        await _world.TrainAsync();
        Assert.Empty(groups.Intersect((await _world.IdsAsync(bikram, "groups")).Select(Guid.Parse)));
    }

    [Fact]
    public async Task A_new_member_gets_what_is_popular_before_any_run_knows_them()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await _world.GroupAsync(asha, "Cricket", members: [.. await UsersAsync(5)]);
        var secret = await _world.GroupAsync(asha, "Hidden", "secret");
        await _world.TrainAsync();

        var bikram = await platform.UserAsync("Bikram");

        Assert.Equal("Popular among members", await _world.ReasonAsync(bikram, "groups", group));
        Assert.DoesNotContain($"{secret}", await _world.IdsAsync(bikram, "groups"));
    }

    [Fact]
    public async Task Posts_of_ones_groups_are_recommended_until_one_has_reacted_or_may_not_read_them()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await _world.GroupAsync(asha, "Geckos", "private", bikram);
        var (first, second) = (await _world.PostAsync(asha, group, "geckos"), await _world.PostAsync(asha, group, "more geckos"));
        await _world.TrainAsync();
        Assert.Empty(new[] { $"post:{first}", $"post:{second}" }.Except(await _world.IdsAsync(bikram, "posts")));
        Assert.DoesNotContain($"post:{first}", await _world.IdsAsync(asha, "posts")); // her own

        await platform.CallAsync(bikram, "posts.v1/React", new { postId = first, kind = "like" });
        Assert.DoesNotContain($"post:{first}", await _world.IdsAsync(bikram, "posts"));

        await platform.CallAsync(asha, "groups.v1/BanMember", new { groupId = group, userId = bikram, reason = "spam" });
        Assert.DoesNotContain($"post:{second}", await _world.IdsAsync(bikram, "posts"));
    }

    [Fact]
    public async Task Recommendations_that_are_off_are_neither_shown_nor_computed()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        await _world.GroupAsync(asha, "Yoga", members: [.. await UsersAsync(5)]);
        await _world.TrainAsync();
        Assert.NotEmpty(await _world.IdsAsync(bikram, "groups"));

        await platform.CallAsync(bikram, "recommendations.v1/SetRecommendationSettings", new { isOn = false });
        await _world.TrainAsync();

        Assert.Empty(await _world.IdsAsync(bikram, "groups"));
        Assert.Equal(0L, await StoredAsync(bikram));
        Assert.False((await platform.CallAsync(bikram, "recommendations.v1/GetRecommendationSettings", new { })).GetProperty("isOn").GetBoolean());

        await platform.CallAsync(bikram, "recommendations.v1/SetRecommendationSettings", new { isOn = true });
        await _world.TrainAsync();
        Assert.NotEqual(0L, await StoredAsync(bikram));
    }

    [Fact]
    public async Task People_who_share_small_groups_and_connections_are_suggested_with_the_group()
    {
        var (asha, bikram, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));
        var secret = await _world.GroupAsync(asha, "Midnight", "secret", bikram);
        await _world.GroupAsync(asha, "Everybody", members: [chitra, bikram, .. await UsersAsync(20)]);
        await _world.TrainAsync();

        Assert.Equal($"{bikram}", (await _world.IdsAsync(asha, "people"))[0]);
        Assert.Equal("You are both in Midnight", await _world.ReasonAsync(asha, "people", bikram));

        await platform.Memberships.LeaveAsync(asha, Scope.Group(await _world.GroupAsync(bikram, "Other")), Ct);
        await platform.Memberships.RemoveMemberAsync(bikram, Scope.Group(secret), Change.BySystem("test"), Ct);
        Assert.Null(await _world.ReasonAsync(asha, "people", bikram)); // no reason is left
        Assert.NotNull(await _world.ReasonAsync(asha, "people", chitra));

        await platform.CallAsync(asha, "directory.v1/RequestConnection", new { userId = chitra });
        Assert.Null(await _world.ReasonAsync(asha, "people", chitra));
        Assert.Null(await _world.ReasonAsync(chitra, "people", asha));
    }

    [Fact]
    public async Task An_operator_sees_the_candidates_and_what_contributes()
    {
        var (asha, bikram, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"), await platform.UserAsync("Chitra"));
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'operator' where id = $1", chitra);
        var others = await UsersAsync(12);
        await _world.GroupAsync(asha, "Drums", members: [.. others]);
        await _world.GroupAsync(asha, "Flutes", members: [.. others, bikram]);
        await _world.TrainAsync();

        foreach (var kind in new[] { "groups", "posts", "people" })
        {
            var answer = await platform.CallAsync(chitra, "recommendations.v1/InspectRecommendations", new { userId = bikram, kind });
            Assert.Equal(
                (await _world.IdsAsync(bikram, kind)).Take(40),
                answer.GetProperty("candidates").EnumerateArray().Select(one => one.GetProperty("entityId").GetString()));
        }

        var runs = await platform.CallAsync(chitra, "recommendations.v1/ListRecommenderRuns", new { });
        var last = runs.GetProperty("runs")[0];
        Assert.Equal(("train", "done"), (last.GetProperty("kind").GetString(), last.GetProperty("state").GetString()));
        Assert.InRange(last.GetProperty("coverage").GetDouble(), 0.5, 1);
        Assert.Equal(FaultCode.PermissionDenied, (await platform.FaultAsync(bikram, "recommendations.v1/ListRecommenderRuns", new { })).Code);
    }

    [Fact]
    public async Task An_unknown_kind_or_surface_and_a_signal_that_is_a_dismissal_are_refused_by_name()
    {
        var asha = await platform.UserAsync("Asha");

        Assert.Equal("kind", Assert.Single((await platform.FaultAsync(asha, "recommendations.v1/ListRecommendations", new { kind = "cats" })).Fields).Field);
        Assert.Equal("surface", Assert.Single((await platform.FaultAsync(asha, "recommendations.v1/Dismiss", new { surface = "people", entityId = "x" })).Fields).Field);
        foreach (var kind in new[] { "adore", "hide" })
            Assert.Equal("kind", Assert.Single((await platform.FaultAsync(asha, "recommendations.v1/RecordSignal", new { surface = "groups", entityId = "x", kind })).Fields).Field);
    }

    Task<long> StoredAsync(Guid user) => platform.DataSource.ValueAsync<long>(
        "select (select count(*) from search_candidate where user_id = $1) + (select count(*) from recommend_history where user_id = $1)", user);

    async Task<List<Guid>> UsersAsync(int count)
    {
        var users = new List<Guid>();
        for (var i = 0; i < count; i++)
            users.Add(await platform.UserAsync($"Divya{i}"));
        return users;
    }
}
