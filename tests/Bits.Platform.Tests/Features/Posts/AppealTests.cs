using System.Text.Json;
using Bits.Membership;

namespace Bits.Platform.Tests.Features.Posts;

/// <summary>An author appeals against a decision, and the next rank answers: in groups, and up to the platform.</summary>
public sealed class AppealTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly PostWorld _world = new(platform);

    [Fact]
    public async Task A_granted_appeal_undoes_the_decision_and_the_author_hears_of_it()
    {
        var cast = await CastAsync();
        Assert.True((await AppealAsync(cast.Author, cast.CaseId)).GetProperty("changed").GetBoolean());

        Assert.Equal("An author in Rowing appeals against a decision", await TitleAsync(cast.Owner, "moderation.appeal"));
        Assert.Null(await TitleAsync(cast.Moderator, "moderation.appeal"));
        var item = Assert.Single(await QueueAsync(cast.Owner));
        Assert.Equal("It was a gift", item.GetProperty("appeal").GetProperty("reason").GetString());
        Assert.Equal("No sales", item.GetProperty("reason").GetString());
        Assert.Contains("An okapi", item.GetProperty("rendered").GetString(), StringComparison.Ordinal);
        Assert.Contains("answer_appeal", await CanAsync(cast.Owner, cast));

        Assert.Equal(1, (await AnswerAsync(cast.Owner, cast.CaseId, "granted")).GetProperty("restored").GetInt32());

        Assert.Equal("An okapi", (await _world.GetAsync(cast.Reporter, cast.Post)).GetProperty("body").GetString());
        Assert.Equal("Your appeal in Rowing is granted: the decision is undone", await TitleAsync(cast.Author, "moderation.appeal_answered"));
        Assert.Empty(await QueueAsync(cast.Owner));
        var own = await DecisionAsync(cast.Author, cast.CaseId);
        Assert.Equal("granted", own.GetProperty("appeal").GetProperty("outcome").GetString());
        Assert.NotEqual(JsonValueKind.Null, own.GetProperty("undoneAt").ValueKind);
    }

    [Fact]
    public async Task An_upheld_decision_stands_and_is_final()
    {
        var cast = await CastAsync();
        await AppealAsync(cast.Author, cast.CaseId);

        Assert.Equal(0, (await AnswerAsync(cast.Owner, cast.CaseId, "upheld")).GetProperty("restored").GetInt32());

        Assert.Empty(await _world.ListAsync(cast.Reporter, cast.Group));
        Assert.False((await AppealAsync(cast.Author, cast.CaseId)).GetProperty("changed").GetBoolean());
        Assert.Empty((await DecisionAsync(cast.Author, cast.CaseId)).GetProperty("can").EnumerateArray());
        Assert.Equal("no_open_appeal", await _world.ReasonAsync(
            cast.Owner, "moderation.v1/AnswerAppeal", new { caseId = cast.CaseId, outcome = "granted", answer = "x" }));
        Assert.Equal("Your appeal in Rowing is refused: the decision stands", await TitleAsync(cast.Author, "moderation.appeal_answered"));
    }

    [Fact]
    public async Task Only_a_higher_rank_answers_and_never_the_author_or_who_decided()
    {
        var cast = await CastAsync();
        await AppealAsync(cast.Author, cast.CaseId);
        var peer = await _world.UserAsync("Esha");
        await _world.AddAsync(cast.Group, peer, MemberRole.Moderator);

        foreach (var moderator in new[] { cast.Moderator, peer })
        {
            Assert.Empty(await QueueAsync(moderator));
            Assert.Equal("not_the_next_rank", await AnswerReasonAsync(moderator, cast.CaseId));
        }

        Assert.Equal("case_not_found", await AnswerReasonAsync(cast.Reporter, cast.CaseId));
        Assert.Equal("case_not_found", await AnswerReasonAsync(await _world.UserAsync("Farid"), cast.CaseId));
        await platform.DataSource.SqlAsync(
            "update memberships_membership set role = 'admin' where user_id = $1 and scope_id = $2", cast.Author, $"{cast.Group}");
        Assert.Equal("own_content", await AnswerReasonAsync(cast.Author, cast.CaseId));
        Assert.Empty(await QueueAsync(cast.Author));
    }

    [Fact]
    public async Task An_appeal_against_an_owner_goes_to_the_administrators_of_the_platform()
    {
        var (owner, author, reporter) = (await _world.UserAsync("Asha"), await _world.UserAsync("Bikram"), await _world.UserAsync("Chitra"));
        var group = await _world.GroupAsync("private", owner, author, reporter);
        var post = await _world.PostAsync(author, group, "An okapi");
        var opened = await DecideAsync(owner, reporter, post, "ban");
        var admin = await AdministratorAsync();

        await AppealAsync(author, opened);

        Assert.NotNull(await TitleAsync(admin, "moderation.appeal"));
        Assert.Null(await TitleAsync(owner, "moderation.appeal"));
        Assert.Contains(await QueueAsync(admin), item => item.GetProperty("caseId").GetGuid() == opened);
        Assert.Equal("not_the_next_rank", await AnswerReasonAsync(owner, opened));
        Assert.Equal(1, (await AnswerAsync(admin, opened, "granted")).GetProperty("restored").GetInt32());
        await _world.PostAsync(author, group, "Back");
    }

    [Fact]
    public async Task An_undone_decision_grants_the_appeal()
    {
        var cast = await CastAsync();
        await AppealAsync(cast.Author, cast.CaseId);

        await platform.CallAsync(cast.Moderator, "moderation.v1/Undo", new { caseId = cast.CaseId, reason = "Sorry" });

        Assert.Empty(await QueueAsync(cast.Owner));
        Assert.Equal("granted", (await DecisionAsync(cast.Author, cast.CaseId)).GetProperty("appeal").GetProperty("outcome").GetString());
        Assert.Equal("appeal_closed", await _world.ReasonAsync(
            cast.Author, "moderation.v1/Appeal", new { caseId = cast.CaseId, reason = "x" }));
    }

    [Fact]
    public async Task A_decision_is_for_its_author_only_and_for_thirty_days()
    {
        var cast = await CastAsync();
        foreach (var other in new[] { cast.Owner, cast.Moderator, cast.Reporter })
            Assert.Equal("case_not_found", await _world.ReasonAsync(other, "moderation.v1/GetDecision", new { caseId = cast.CaseId }));
        Assert.Equal("case_not_found", await _world.ReasonAsync(
            cast.Reporter, "moderation.v1/Appeal", new { caseId = cast.CaseId, reason = "x" }));
        Assert.Equal("reason", await _world.FieldAsync(cast.Author, "moderation.v1/Appeal", new { caseId = cast.CaseId, reason = " " }));

        await platform.DataSource.SqlAsync("update posts_case set decided_at = decided_at - interval '31 days' where id = $1", cast.CaseId);

        Assert.Equal("appeal_closed", await _world.ReasonAsync(cast.Author, "moderation.v1/Appeal", new { caseId = cast.CaseId, reason = "x" }));
        var kept = await DecideAsync(cast.Moderator, cast.Reporter, await _world.PostAsync(cast.Author, cast.Group, "Fine"), "keep");
        Assert.Equal("appeal_closed", await _world.ReasonAsync(cast.Author, "moderation.v1/Appeal", new { caseId = kept, reason = "x" }));
    }

    [Fact]
    public async Task A_removed_text_waits_for_the_answer_to_its_appeal()
    {
        var cast = await CastAsync();
        await AppealAsync(cast.Author, cast.CaseId);
        await platform.DataSource.SqlAsync("update posts_post set removed_at = removed_at - interval '90 days' where id = $1", cast.Post);

        await _world.EraseRemovedAsync();
        Assert.Equal("An okapi", await BodyAsync(cast.Post));

        await AnswerAsync(cast.Owner, cast.CaseId, "upheld");
        await _world.EraseRemovedAsync();
        Assert.Equal("", await BodyAsync(cast.Post));
    }

    [Fact]
    public async Task Of_two_who_answer_at_once_one_is_heard()
    {
        var cast = await CastAsync();
        await AppealAsync(cast.Author, cast.CaseId);
        var admin = await _world.UserAsync("Gita");
        await _world.AddAsync(cast.Group, admin, MemberRole.Admin);

        var outcomes = await Task.WhenAll(TryAsync(cast.Owner, "granted"), TryAsync(admin, "upheld"));

        Assert.Single(outcomes, "ok");
        Assert.Contains(outcomes, outcome => outcome is "no_open_appeal");

        async Task<string> TryAsync(Guid by, string outcome)
        {
            try
            {
                await AnswerAsync(by, cast.CaseId, outcome);
                return "ok";
            }
            catch (Bits.Platform.Rpc.FaultException fault)
            {
                return fault.Reason;
            }
        }
    }

    sealed record Cast(Guid Owner, Guid Moderator, Guid Author, Guid Reporter, Guid Group, Guid Post, Guid CaseId);

    // A moderator has removed the author's post.
    async Task<Cast> CastAsync()
    {
        var (owner, moderator) = (await _world.UserAsync("Asha"), await _world.UserAsync("Devika"));
        var (author, reporter) = (await _world.UserAsync("Bikram"), await _world.UserAsync("Chitra"));
        var group = await _world.GroupAsync("private", owner, author, reporter);
        await _world.AddAsync(group, moderator, MemberRole.Moderator);
        var post = await _world.PostAsync(author, group, "An okapi");
        return new(owner, moderator, author, reporter, group, post, await DecideAsync(moderator, reporter, post, "remove"));
    }

    async Task<Guid> DecideAsync(Guid by, Guid reporter, Guid post, string decision)
    {
        var opened = PostWorld.Id(await platform.CallAsync(reporter, "moderation.v1/Report", new { postId = post, reason = "Spam" }), "caseId");
        await platform.CallAsync(by, "moderation.v1/Decide", new { caseId = opened, decision, reason = "No sales" });
        return opened;
    }

    async Task<Guid> AdministratorAsync()
    {
        var admin = await _world.UserAsync("Root");
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'admin' where id = $1", admin);
        return admin;
    }

    Task<JsonElement> AppealAsync(Guid author, Guid caseId) =>
        platform.CallAsync(author, "moderation.v1/Appeal", new { caseId, reason = "It was a gift" });

    Task<JsonElement> AnswerAsync(Guid by, Guid caseId, string outcome) =>
        platform.CallAsync(by, "moderation.v1/AnswerAppeal", new { caseId, outcome, answer = "So be it" });

    Task<string> AnswerReasonAsync(Guid by, Guid caseId) =>
        _world.ReasonAsync(by, "moderation.v1/AnswerAppeal", new { caseId, outcome = "granted", answer = "x" });

    Task<JsonElement> DecisionAsync(Guid author, Guid caseId) =>
        platform.CallAsync(author, "moderation.v1/GetDecision", new { caseId });

    async Task<IReadOnlyList<JsonElement>> QueueAsync(Guid user) =>
        PostWorld.List(await platform.CallAsync(user, "moderation.v1/ListAppeals", new { }), "appeals");

    async Task<IReadOnlyList<string?>> CanAsync(Guid user, Cast cast) =>
    [
        .. PostWorld.List(await platform.CallAsync(user, "moderation.v1/ListReports", new { scope = $"group:{cast.Group}", decided = true }), "cases")
            .Single(c => c.GetProperty("caseId").GetGuid() == cast.CaseId).GetProperty("can").EnumerateArray().Select(can => can.GetString()),
    ];

    async Task<string?> TitleAsync(Guid user, string kind) => (await _world.InboxAsync(user))
        .Where(item => item.GetProperty("kind").GetString() == kind).Select(item => item.GetProperty("title").GetString()).SingleOrDefault();

    Task<string> BodyAsync(Guid post) => platform.DataSource.ValueAsync<string>("select body from posts_post where id = $1", post);
}
