using System.Text.Json;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Rpc;

/// <summary>What a repeat under its key is answered, and what of it lies in the database.</summary>
public sealed class KeptAnswersTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("removed")]
    [InlineData("banned")]
    [InlineData("demoted")]
    public async Task A_repeat_after_the_right_is_gone_gets_the_ids_and_not_the_secret(string how)
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await FoundAsync(asha, $"kept-{how}");
        await platform.CallAsync(asha, "groups.v1/AddMember", new { groupId = group, userId = bikram, role = "moderator" });
        var first = await InviteAsync(bikram, group, how);

        await (how switch
        {
            "removed" => platform.CallAsync(asha, "groups.v1/RemoveMember", new { groupId = group, userId = bikram, reason = "spam" }),
            "banned" => platform.CallAsync(asha, "groups.v1/BanMember", new { groupId = group, userId = bikram, reason = "spam" }),
            _ => platform.CallAsync(asha, "groups.v1/SetRole", new { groupId = group, userId = bikram, role = "member" }),
        });
        var repeat = await InviteAsync(bikram, group, how);

        Assert.NotEmpty(first.GetProperty("token").GetString()!);
        Assert.Equal(first.GetProperty("invitationId").GetGuid(), repeat.GetProperty("invitationId").GetGuid());
        Assert.Equal("", repeat.GetProperty("token").GetString());
    }

    [Fact]
    public async Task A_repeat_of_the_call_that_ended_its_own_session_gets_its_outcome_and_another_call_does_not()
    {
        var asha = await platform.UserAsync("Asha");
        var identity = TestPlatform.JustSignedIn(asha) with { IssuedAt = TimeProvider.System.GetUtcNow().AddMinutes(-1) };

        var first = await InvokeAsync(identity, "accounts.v1/EndAllSessions", "end");
        var repeat = await InvokeAsync(identity, "accounts.v1/EndAllSessions", "end");

        Assert.Equal(first, repeat);
        foreach (var key in new[] { "another", null })
            await Assert.ThrowsAsync<FaultException>(() => InvokeAsync(identity, "accounts.v1/EndAllSessions", key));
        await platform.DataSource.SqlAsync("update accounts_user set disabled_at = now() where id = $1", asha);
        await Assert.ThrowsAsync<FaultException>(() => InvokeAsync(identity, "accounts.v1/EndAllSessions", "end"));
    }

    [Fact]
    public async Task A_repeat_by_who_still_may_gets_all_of_it_and_nothing_of_it_lies_in_clear()
    {
        var asha = await platform.UserAsync("Asha");
        var group = await FoundAsync(asha, "kept-clear");

        var first = await InviteAsync(asha, group, "clear");
        var repeat = await InviteAsync(asha, group, "clear");

        Assert.Equal(first.GetRawText(), repeat.GetRawText());
        var row = await platform.DataSource.ValueAsync<string>("select response from rpc_idempotency where user_id = $1 and key = 'clear'", asha);
        Assert.DoesNotContain(first.GetProperty("token").GetString()!, row, StringComparison.Ordinal);
        Assert.DoesNotContain(first.GetProperty("invitationId").GetString()!, row, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_of_another_key_or_another_caller_is_no_answer()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var group = await FoundAsync(asha, "kept-moved");
        await InviteAsync(asha, group, "mine");
        await platform.CallAsync(asha, "groups.v1/AddMember", new { groupId = group, userId = bikram, role = "admin" });
        await InviteAsync(bikram, group, "theirs");

        await platform.DataSource.SqlAsync(
            "update rpc_idempotency t set response = m.response from rpc_idempotency m where m.key = 'mine' and t.key = 'theirs'");

        var fault = await Assert.ThrowsAsync<FaultException>(() => InviteAsync(bikram, group, "theirs"));
        Assert.Equal("answer_not_readable", fault.Reason);
    }

    async Task<string> InvokeAsync(Identity identity, string method, string? key) => System.Text.Encoding.UTF8.GetString(
        (await platform.Get<RpcPipeline>().InvokeAsync(
            platform.Get<RpcRegistry>().Get(method), JsonSerializer.SerializeToElement(new { }),
            new(identity, Bits.Platform.Audit.RequestOrigin.Of(Bits.Platform.Audit.RequestOrigin.Http)) { IdempotencyKey = key }, Ct)).Json);

    Task<JsonElement> InviteAsync(Guid user, Guid group, string key) =>
        platform.CallAsync(user, "groups.v1/InviteMember", new { groupId = group, role = "member" }, idempotencyKey: key);

    async Task<Guid> FoundAsync(Guid user, string slug) => (await platform.CallAsync(
        user, "groups.v1/CreateGroup", new { slug, name = slug, visibility = "private" })).GetProperty("groupId").GetGuid();
}
