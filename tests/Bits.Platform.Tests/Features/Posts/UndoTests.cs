using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using Bits.Membership;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Tests.Features.Posts;

/// <summary>Who may undo a decision, and what an undo leaves alone: other decisions, and other bans.</summary>
public sealed class UndoTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly PostWorld _world = new(platform);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_lower_role_than_that_of_who_decided_cannot_undo_and_is_not_offered_it()
    {
        var cast = await CastAsync();
        var opened = await DecideAsync(cast.Owner, cast, cast.Post, "remove");

        Assert.Equal("decided_from_above", await UndoReasonAsync(cast.Moderator, opened));
        Assert.DoesNotContain("undo", await CanAsync(cast.Moderator, cast, opened));
        Assert.Contains("undo", await CanAsync(cast.Owner, cast, opened));
        Assert.Equal(1, await UndoAsync(cast.Owner, opened));
    }

    [Fact]
    public async Task The_same_role_and_a_higher_one_undo()
    {
        var cast = await CastAsync();
        var (first, second) = (await DecideAsync(cast.Moderator, cast, cast.Post, "remove"), Guid.Empty);
        Assert.Contains("undo", await CanAsync(cast.Peer, cast, first));
        Assert.Equal(1, await UndoAsync(cast.Peer, first));

        second = await DecideAsync(cast.Moderator, cast, cast.Post, "hide");
        Assert.Equal(1, await UndoAsync(cast.Owner, second));
    }

    [Fact]
    public async Task An_upheld_decision_is_undone_by_the_rank_that_answers_appeals_only()
    {
        var cast = await CastAsync();
        var opened = await DecideAsync(cast.Moderator, cast, cast.Post, "remove");
        await platform.CallAsync(cast.Author, "moderation.v1/Appeal", new { caseId = opened, reason = "A gift" });
        await platform.CallAsync(cast.Owner, "moderation.v1/AnswerAppeal", new { caseId = opened, outcome = "upheld", answer = "No" });

        Assert.Equal("appeal_upheld", await UndoReasonAsync(cast.Moderator, opened));
        Assert.Equal("appeal_upheld", await UndoReasonAsync(cast.Peer, opened));
        Assert.DoesNotContain("undo", await CanAsync(cast.Moderator, cast, opened));
        Assert.Contains("undo", await CanAsync(cast.Owner, cast, opened));
        Assert.Equal(1, await UndoAsync(cast.Owner, opened));
    }

    [Fact]
    public async Task An_undo_that_waits_for_a_decision_sees_who_decided()
    {
        var cast = await CastAsync();
        var opened = await ReportAsync(cast, cast.Post);

        var undone = await UndoBesideAsync(cast.Moderator, opened, cast, opened, "ban");

        Assert.Equal("decided_from_above", undone);
    }

    [Fact]
    public async Task Undoing_an_old_ban_leaves_a_later_one()
    {
        var cast = await CastAsync();
        var opened = await DecideAsync(cast.Moderator, cast, cast.Post, "ban");
        await platform.CallAsync(cast.Moderator, "groups.v1/UnbanMember", new { groupId = cast.Group, userId = cast.Author, reason = "Promised" });
        await platform.CallAsync(cast.Moderator, "groups.v1/BanMember", new { groupId = cast.Group, userId = cast.Author, reason = "Threats" });

        Assert.Equal(1, await UndoAsync(cast.Moderator, opened));

        Assert.Equal("banned", await StateAsync(cast));
    }

    [Fact]
    public async Task A_ban_of_two_decisions_ends_with_the_last_of_them()
    {
        var cast = await CastAsync();
        var other = await _world.PostAsync(cast.Author, cast.Group, "Another okapi");
        var (first, second) = (await ReportAsync(cast, cast.Post), await ReportAsync(cast, other));
        await DecideAsync(cast.Moderator, first, "ban");
        await DecideAsync(cast.Moderator, second, "ban");

        await UndoAsync(cast.Moderator, first);
        Assert.Equal("banned", await StateAsync(cast));

        await UndoAsync(cast.Moderator, second);
        Assert.Equal("active", await StateAsync(cast));
    }

    [Fact]
    public async Task A_decision_that_found_another_ban_leaves_it_when_it_is_undone()
    {
        var cast = await CastAsync();
        var opened = await ReportAsync(cast, cast.Post);
        await platform.CallAsync(cast.Moderator, "groups.v1/BanMember", new { groupId = cast.Group, userId = cast.Author, reason = "Threats" });
        await DecideAsync(cast.Moderator, opened, "ban");

        Assert.Equal(1, await UndoAsync(cast.Moderator, opened));

        Assert.Equal("banned", await StateAsync(cast));
    }

    [Fact]
    public async Task An_undone_decision_leaves_the_texts_that_another_one_removes()
    {
        var cast = await CastAsync();
        var other = await _world.PostAsync(cast.Author, cast.Group, "Another okapi");
        var comment = await _world.CommentAsync(cast.Author, await _world.PostAsync(cast.Reporter, cast.Group), "Buy!");
        var (ofPost, ofComment, ban) = (
            await ReportAsync(cast, cast.Post), await ReportCommentAsync(cast, comment), await ReportAsync(cast, other));
        await platform.CallAsync(
            cast.Moderator, "moderation.v1/Decide", new { caseId = ban, decision = "ban", reason = "Spam", postsOfDays = 30 });
        await DecideAsync(cast.Moderator, ofPost, "remove");
        await DecideAsync(cast.Moderator, ofComment, "hide");

        Assert.Equal(1, await UndoAsync(cast.Moderator, ban));
        Assert.Equal((true, false, true), (await IsRemovedAsync(cast.Post), await IsRemovedAsync(other), await IsRemovedAsync(comment)));

        Assert.Equal(1, await UndoAsync(cast.Moderator, ofPost));
        Assert.Equal(1, await UndoAsync(cast.Moderator, ofComment));
        Assert.Equal((false, false, false), (await IsRemovedAsync(cast.Post), await IsRemovedAsync(other), await IsRemovedAsync(comment)));
        await _world.AssertCountsAsync();
    }

    [Fact]
    public async Task An_undo_that_waits_for_another_decision_on_a_text_leaves_it_removed()
    {
        var cast = await CastAsync();
        var (ofPost, ban) = (await ReportAsync(cast, cast.Post), await ReportAsync(cast, await _world.PostAsync(cast.Author, cast.Group)));
        await platform.CallAsync(
            cast.Moderator, "moderation.v1/Decide", new { caseId = ban, decision = "ban", reason = "Spam", postsOfDays = 30 });

        Assert.Equal("ok", await UndoBesideAsync(cast.Moderator, ban, cast, ofPost, "remove"));

        Assert.True(await IsRemovedAsync(cast.Post));
        Assert.Equal(1, await UndoAsync(cast.Owner, ofPost));
    }

    [Fact]
    public async Task A_text_waits_for_the_appeal_against_the_second_decision_on_it()
    {
        var cast = await CastAsync();
        var other = await _world.PostAsync(cast.Author, cast.Group, "Another okapi");
        var (ofPost, ban) = (await ReportAsync(cast, cast.Post), await ReportAsync(cast, other));
        await platform.CallAsync(
            cast.Moderator, "moderation.v1/Decide", new { caseId = ban, decision = "ban", reason = "Spam", postsOfDays = 30 });
        await DecideAsync(cast.Moderator, ofPost, "remove");
        await platform.CallAsync(cast.Author, "moderation.v1/Appeal", new { caseId = ofPost, reason = "A gift" });
        await platform.DataSource.SqlAsync("update posts_post set removed_at = removed_at - interval '90 days' where id = $1", cast.Post);

        await _world.EraseRemovedAsync();

        Assert.Equal("An okapi", await platform.DataSource.ValueAsync<string>("select body from posts_post where id = $1", cast.Post));
    }

    sealed record Cast(Guid Owner, Guid Moderator, Guid Peer, Guid Author, Guid Reporter, Guid Group, Guid Post);

    async Task<Cast> CastAsync()
    {
        var (owner, author, reporter) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"), await _world.UserAsync("Chitra"));
        var (moderator, peer) = (await _world.UserAsync("Devika"), await _world.UserAsync("Esha"));
        var group = await _world.GroupAsync("private", owner, author, reporter);
        await _world.AddAsync(group, moderator, MemberRole.Moderator);
        await _world.AddAsync(group, peer, MemberRole.Moderator);
        return new(owner, moderator, peer, author, reporter, group, await _world.PostAsync(author, group, "An okapi"));
    }

    async Task<Guid> ReportAsync(Cast cast, Guid post) => PostWorld.Id(
        await platform.CallAsync(cast.Reporter, "moderation.v1/Report", new { postId = post, reason = "Spam" }), "caseId");

    async Task<Guid> ReportCommentAsync(Cast cast, Guid comment) => PostWorld.Id(
        await platform.CallAsync(cast.Reporter, "moderation.v1/Report", new { commentId = comment, reason = "Spam" }), "caseId");

    async Task<Guid> DecideAsync(Guid by, Cast cast, Guid post, string decision)
    {
        var opened = await ReportAsync(cast, post);
        await DecideAsync(by, opened, decision);
        return opened;
    }

    Task<JsonElement> DecideAsync(Guid by, Guid opened, string decision) =>
        platform.CallAsync(by, "moderation.v1/Decide", new { caseId = opened, decision, reason = "No sales" });

    async Task<int> UndoAsync(Guid by, Guid opened) => (await platform.CallAsync(
        by, "moderation.v1/Undo", new { caseId = opened, reason = "Sorry" })).GetProperty("restored").GetInt32();

    Task<string> UndoReasonAsync(Guid by, Guid opened) =>
        _world.ReasonAsync(by, "moderation.v1/Undo", new { caseId = opened, reason = "Sorry" });

    // Undoes a decision while that of the owner on a case is written and not committed.
    [SuppressMessage("Security", "CA2100", Justification = "Tests.")]
    async Task<string> UndoBesideAsync(Guid by, Guid undone, Cast cast, Guid decided, string decision)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        foreach (var sql in new[]
        {
            "update posts_case set decision = $3, decided_at = now(), decided_by = $2, decided_rank = 40, reason = 'x' where id = $1",
            "update posts_post set case_id = case_id where id = (select post_id from posts_case where id = $1) and $2::uuid is not null and $3::text is not null",
        })
        {
            await using var write = new NpgsqlCommand(sql, db) { Parameters = { new() { Value = decided }, new() { Value = cast.Owner }, new() { Value = decision } } };
            await write.ExecuteNonQueryAsync(Ct);
        }

        var undo = UndoOutcomeAsync(by, undone);
        await platform.DataSource.EventuallyAsync(
            "select exists (select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock')");
        await tx.CommitAsync(Ct);
        return await undo;
    }

    async Task<string> UndoOutcomeAsync(Guid by, Guid opened)
    {
        try
        {
            await UndoAsync(by, opened);
            return "ok";
        }
        catch (FaultException fault)
        {
            return fault.Reason;
        }
    }

    async Task<IReadOnlyList<string?>> CanAsync(Guid user, Cast cast, Guid opened) =>
    [
        .. (await _world.CasesAsync(user, cast.Group, decided: true)).Single(c => c.GetProperty("caseId").GetGuid() == opened)
            .GetProperty("can").EnumerateArray().Select(can => can.GetString()),
    ];

    async Task<string> StateAsync(Cast cast) => (await platform.Memberships.FindAsync(cast.Author, Scope.Group(cast.Group), Ct))!.State.ToString().ToLowerInvariant();

    Task<bool> IsRemovedAsync(Guid text) => platform.DataSource.ValueAsync<bool>(
        "select removed_at is not null from (select id, removed_at from posts_post union all select id, removed_at from posts_comment) as t where id = $1", text);
}
