using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Rpc;

public sealed class RpcPipelineTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nobody_is_told_to_send_a_token()
    {
        Assert.Equal(FaultCode.Unauthenticated, (await platform.FaultAsync(null, "accounts.v1/GetMe", new { })).Code);
        Assert.Equal(
            FaultCode.Unauthenticated,
            (await platform.FaultAsync(Guid.CreateVersion7(), "accounts.v1/GetMe", new { })).Code);
    }

    // The request is read, and its scope asked for, before the account is known to be good.
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"groupId":"no id"}""")]
    [InlineData("""{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""")]
    public async Task Whose_account_is_disabled_hears_that_and_nothing_of_the_request(string request)
    {
        var asha = await platform.UserAsync("Asha");
        await platform.DataSource.SqlAsync("update accounts_user set disabled_at = now() where id = $1", asha);

        var fault = await platform.FaultAsync(asha, "groups.v1/ListPosts", System.Text.Json.JsonDocument.Parse(request).RootElement);

        Assert.Equal(FaultCode.Unauthenticated, fault.Code);
        Assert.Contains("disabled", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_caller_is_who_the_account_says()
    {
        var asha = await platform.UserAsync("Asha", batch: 2018);
        await platform.Memberships.JoinAsync(asha, Bits.Membership.Scope.Batch(2018), Ct);

        var me = await platform.CallAsync(asha, "accounts.v1/GetMe", new { });

        Assert.Equal("Asha", me.GetProperty("name").GetString());
        Assert.Equal(
            ["institute", "alumni", "batch:2018"],
            me.GetProperty("audienceTags").EnumerateArray().Select(t => t.GetString()));
    }

    [Fact]
    public async Task A_write_that_ends_with_a_fault_leaves_nothing()
    {
        var asha = await platform.UserAsync("Asha");
        var request = new { slug = "twice", name = "Twice", visibility = "public" };
        await platform.CallAsync(asha, "groups.v1/CreateGroup", request);

        var fault = await platform.FaultAsync(asha, "groups.v1/CreateGroup", request);

        Assert.Equal((FaultCode.AlreadyExists, "slug_taken"), (fault.Code, fault.Reason));
        Assert.Equal(1L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from memberships_membership where user_id = $1", asha));
    }

    [Fact]
    public async Task A_write_repeated_under_its_key_happens_once_and_has_one_answer()
    {
        var asha = await platform.UserAsync("Asha");
        var request = new { slug = "once", name = "Once", visibility = "public" };

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => platform.CallAsync(asha, "groups.v1/CreateGroup", request, idempotencyKey: "k1")));

        Assert.Single(answers.Select(a => a.GetRawText()).Distinct());
        Assert.Equal(1L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from groups_group where slug = 'once'"));
    }

    [Fact]
    public async Task A_key_used_for_another_request_is_refused()
    {
        var asha = await platform.UserAsync("Asha");
        await platform.CallAsync(
            asha, "groups.v1/CreateGroup", new { slug = "key-a", name = "A", visibility = "public" }, "k2");

        var fault = await Assert.ThrowsAsync<FaultException>(() => platform.CallAsync(
            asha, "groups.v1/CreateGroup", new { slug = "key-b", name = "B", visibility = "public" }, "k2"));

        Assert.Equal("idempotency_key_reused", fault.Reason);
    }

    [Fact]
    public async Task A_key_is_its_callers_own_and_good_for_a_day()
    {
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var request = new { slug = "day", name = "Day", visibility = "public" };
        await platform.CallAsync(asha, "groups.v1/CreateGroup", request, "k3");

        var fault = await Assert.ThrowsAsync<FaultException>(
            () => platform.CallAsync(bikram, "groups.v1/CreateGroup", request, "k3"));
        Assert.Equal("slug_taken", fault.Reason);

        await platform.DataSource.SqlAsync("update rpc_idempotency set created_at = now() - interval '25 hours'");
        fault = await Assert.ThrowsAsync<FaultException>(
            () => platform.CallAsync(asha, "groups.v1/CreateGroup", request, "k3"));
        Assert.Equal("slug_taken", fault.Reason);
    }

    [Theory]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("ü")]
    public async Task A_malformed_key_is_refused_by_name(string key)
    {
        var asha = await platform.UserAsync("Asha");

        var fault = await Assert.ThrowsAsync<FaultException>(() => platform.CallAsync(
            asha, "groups.v1/CreateGroup", new { slug = "malformed", name = "A", visibility = "public" }, key));

        Assert.Equal("Idempotency-Key", Assert.Single(fault.Fields).Field);
    }

    [Fact]
    public async Task A_failed_write_does_not_use_up_its_key()
    {
        var asha = await platform.UserAsync("Asha");
        await Assert.ThrowsAsync<FaultException>(() => platform.CallAsync(
            asha, "groups.v1/JoinGroup", new { groupId = Guid.CreateVersion7() }, "k4"));

        await platform.CallAsync(
            asha, "groups.v1/CreateGroup", new { slug = "unused-key", name = "A", visibility = "public" }, "k4");
    }

    [Fact]
    public async Task A_dry_run_answers_and_leaves_nothing_not_even_its_key()
    {
        var asha = await platform.UserAsync("Asha");
        var request = new { slug = "dry", name = "Dry", visibility = "public" };

        var dry = await platform.CallAsync(asha, "groups.v1/CreateGroup", request, "k5", dryRun: true);
        var real = await platform.CallAsync(asha, "groups.v1/CreateGroup", request, "k5");

        Assert.NotEqual(dry.GetProperty("groupId").GetGuid(), real.GetProperty("groupId").GetGuid());
        Assert.Equal(1L, await platform.DataSource.ValueAsync<long>("select count(*) from groups_group where slug = 'dry'"));
    }
}
