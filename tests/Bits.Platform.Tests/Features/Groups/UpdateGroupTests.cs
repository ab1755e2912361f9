using System.Text.Json;
using Bits.Membership;
using Bits.Platform.Maintenance;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.Groups;

/// <summary>The settings of a group, and what follows from them.</summary>
public sealed class UpdateGroupTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly GroupCalls _groups = new(platform);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_given_fields_change_and_the_version_counts()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await _groups.FoundAsync(asha, "public", topics: "sports");
        var before = await _groups.GetAsync(asha, group);

        var updated = await _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, name = "Rowing and sailing", joinQuestion = "Which boat?" });

        var after = await _groups.GetAsync(asha, group);
        Assert.Equal(2, updated.GetProperty("version").GetInt32());
        foreach (var field in after.EnumerateObject().Where(field => field.Name is not ("name" or "joinQuestion" or "version")))
            Assert.Equal(before.GetProperty(field.Name).GetRawText(), field.Value.GetRawText());
        Assert.Equal(("Rowing and sailing", "Which boat?"), (Text(after, "name"), Text(after, "joinQuestion")));
        Assert.Equal(2, (await _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, name = "Rowing and sailing" })).GetProperty("version").GetInt32());
        await _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, joinQuestion = "" });
        Assert.Null(Text(await _groups.GetAsync(asha, group), "joinQuestion"));
    }

    [Fact]
    public async Task Of_two_forms_with_one_version_the_second_is_refused()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await _groups.FoundAsync(asha);
        await _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, name = "First", expectedVersion = 1 });

        var fault = await _groups.FaultAsync(asha, "UpdateGroup", new { groupId = group, name = "Second", expectedVersion = 1 });

        Assert.Equal((FaultCode.Aborted, "group_changed"), (fault.Code, fault.Reason));
        Assert.Equal("First", Text(await _groups.GetAsync(asha, group), "name"));
    }

    [Fact]
    public async Task Concurrent_changes_of_different_fields_are_all_kept()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await _groups.FoundAsync(asha);

        await Task.WhenAll(
            _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, name = "Sailing" }),
            _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, description = "On the lake" }),
            _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, color = "pink" }));

        var after = await _groups.GetAsync(asha, group);
        Assert.Equal(("Sailing", "On the lake", "pink", 4), (Text(after, "name"), Text(after, "description"), Text(after, "color"), after.GetProperty("version").GetInt32()));
    }

    [Fact]
    public async Task A_change_of_visibility_moves_group_and_posts_in_the_next_call()
    {
        var (asha, chitra) = (await platform.UserAsync("Asha"), await platform.UserAsync("Chitra"));
        var group = await _groups.FoundAsync(asha, "public", "Pangolinists");
        await _groups.CallAsync(asha, "PostToGroup", new { groupId = group, body = "An axolotl at dawn" });
        Assert.Equal((1, 1), (await _groups.HitsAsync(chitra, "pangolinists"), await _groups.HitsAsync(chitra, "axolotl")));

        await _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, visibility = "private" });
        Assert.Equal((1, 0), (await _groups.HitsAsync(chitra, "pangolinists"), await _groups.HitsAsync(chitra, "axolotl")));

        await _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, visibility = "secret" });
        Assert.Equal((0, 0), (await _groups.HitsAsync(chitra, "pangolinists"), await _groups.HitsAsync(chitra, "axolotl")));
        Assert.Equal((1, 1), (await _groups.HitsAsync(asha, "pangolinists"), await _groups.HitsAsync(asha, "axolotl")));

        await _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, visibility = "public", slug = $"p-{group:N}" });
        Assert.Equal((1, 1), (await _groups.HitsAsync(chitra, "pangolinists"), await _groups.HitsAsync(chitra, "axolotl")));
        var drift = await platform.Get<SearchReconciliation>().RunAsync(Surfaces.Groups, repair: false, Ct);
        Assert.Equal(0, drift.WrongAudience);
    }

    [Fact]
    public async Task A_post_beside_a_change_of_visibility_never_keeps_the_old_audience()
    {
        var chitra = await platform.UserAsync("Chitra");
        for (var round = 0; round < 10; round++)
        {
            var asha = await platform.UserAsync("Asha");
            var group = await _groups.FoundAsync(asha);
            var word = $"w{group:N}";

            await Task.WhenAll(
                [
                    .. Enumerable.Range(0, 5).Select(_ => _groups.CallAsync(asha, "PostToGroup", new { groupId = group, body = $"A {word}" })),
                    _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, visibility = "private" }),
                    .. Enumerable.Range(0, 5).Select(_ => _groups.CallAsync(asha, "PostToGroup", new { groupId = group, body = $"A {word}" })),
                ]);

            Assert.Equal((0, 10), (await _groups.HitsAsync(chitra, word), await _groups.HitsAsync(asha, word)));
        }
    }

    [Fact]
    public async Task More_posts_than_can_move_at_once_keep_the_visibility_as_it_is()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await _groups.FoundAsync(asha);
        await platform.DataSource.SqlAsync(
            "insert into posts_post (id, scope, author_id, body, created_at) "
            + "select gen_random_uuid(), 'group:' || $1::uuid, $2, 'many', now() from generate_series(1, 10001)", group, asha);

        var fault = await _groups.FaultAsync(asha, "UpdateGroup", new { groupId = group, visibility = "private", name = "Quiet" });

        Assert.Equal((FaultCode.FailedPrecondition, "too_many_posts"), (fault.Code, fault.Reason));
        var after = await _groups.GetAsync(asha, group);
        Assert.Equal(("public", "Rowing"), (Text(after, "visibility"), Text(after, "name")));
        await _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, name = "Quiet" });
    }

    [Theory]
    [InlineData("public", "private", "request"), InlineData("public", "secret", "invitation")]
    [InlineData("private", "public", "request"), InlineData("secret", "public", "invitation")]
    public async Task Without_a_policy_a_stricter_visibility_closes_the_door_and_a_wider_one_does_not_open_it(string from, string to, string policy)
    {
        var asha = await platform.UserAsync("Asha");
        var group = await _groups.FoundAsync(asha, from);

        await _groups.CallAsync(
            asha, "UpdateGroup", new { groupId = group, visibility = to, slug = from == "secret" ? $"was-secret-{group:N}" : null });

        Assert.Equal(policy, Text(await _groups.GetAsync(asha, group), "joinPolicy"));
    }

    [Fact]
    public async Task The_policy_decides_what_joining_does()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await _groups.FoundAsync(asha, "private", joinPolicy: "request");
        await _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, joinQuestion = "Which boat?" });

        Assert.Equal("note", Assert.Single((await _groups.FaultAsync(bikram, "JoinGroup", new { groupId = group })).Fields).Field);
        Assert.Equal("requested", Text(await _groups.CallAsync(bikram, "JoinGroup", new { groupId = group, note = "An eight" }), "outcome"));
        await _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, joinPolicy = "invitation" });
        Assert.Equal("invitation_only", (await _groups.FaultAsync(await platform.UserAsync("Chitra"), "JoinGroup", new { groupId = group })).Reason);
        await _groups.CallAsync(asha, "UpdateGroup", new { groupId = group, joinPolicy = "open" });
        Assert.Equal("joined", Text(await _groups.CallAsync(bikram, "JoinGroup", new { groupId = group }), "outcome"));
        Assert.Empty((await _groups.CallAsync(asha, "ListRequests", new { groupId = group })).GetProperty("requests").EnumerateArray());
    }

    [Theory]
    [InlineData("""{"name":" "}""", "name"), InlineData("""{"name":"a\nb"}""", "name"), InlineData("""{"visibility":"hidden"}""", "visibility")]
    [InlineData("""{"color":"mauve"}""", "color"), InlineData("""{"topics":["a","b","c","d","e","f","g","h","i","j","k"]}""", "topics")]
    [InlineData("""{"topics":[""]}""", "topics"), InlineData("""{"slug":"another"}""", "slug"), InlineData("""{"expectedVersion":0}""", "expectedVersion")]
    [InlineData("""{"visibility":"secret","joinPolicy":"open"}""", "joinPolicy"), InlineData("""{"visibility":"secret","slug":"hidden-one"}""", "slug")]
    public async Task Bad_input_names_the_field_and_changes_nothing(string change, string field)
    {
        var asha = await platform.UserAsync("Asha");
        var group = await _groups.FoundAsync(asha);
        var before = (await _groups.GetAsync(asha, group)).GetRawText();
        var request = JsonSerializer.Deserialize<Dictionary<string, object>>(change)!;
        request["groupId"] = group;

        var fault = await _groups.FaultAsync(asha, "UpdateGroup", request);

        Assert.Equal((FaultCode.InvalidArgument, field), (fault.Code, Assert.Single(fault.Fields).Field));
        Assert.Equal(before, (await _groups.GetAsync(asha, group)).GetRawText());
    }

    [Fact]
    public async Task A_chapter_is_never_secret_and_keeps_a_name_of_its_own()
    {
        var asha = await platform.UserAsync("Asha");
        var (goa, delhi) = (await ChapterAsync("Goa", asha), await ChapterAsync("Delhi", asha));

        Assert.Equal("visibility", Assert.Single((await _groups.FaultAsync(asha, "UpdateGroup", new { groupId = goa, visibility = "secret" })).Fields).Field);
        Assert.Equal("slug", Assert.Single((await _groups.FaultAsync(asha, "UpdateGroup", new { groupId = goa, slug = "goa-2" })).Fields).Field);
        Assert.Equal("name_taken", (await _groups.FaultAsync(asha, "UpdateGroup", new { groupId = goa, name = "delhi" })).Reason);
        await _groups.CallAsync(asha, "UpdateGroup", new { groupId = delhi, topics = new[] { "north" } });
    }

    async Task<Guid> ChapterAsync(string name, Guid owner)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        var id = (await platform.Get<Bits.Platform.Features.Groups.ChapterDirectory>().EnsureAsync(db, [name], Ct)).Ids[name];
        await tx.CommitAsync(Ct);
        await platform.Memberships.AddMemberAsync(
            new(owner, Scope.Chapter(id), MemberRole.Owner), OnBanned.Refuse, Change.BySystem("test"), Ct);
        return id;
    }

    static string? Text(JsonElement element, string field) => element.GetProperty(field).GetString();
}
