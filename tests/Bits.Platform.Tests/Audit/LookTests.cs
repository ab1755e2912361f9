using Bits.Platform.Audit;

namespace Bits.Platform.Tests.Audit;

/// <summary>A call whose effect is to show something is audited, whatever its headers say.</summary>
public sealed class LookTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("search.v1/InspectSearch", "search.inspect_search")]
    [InlineData("search.v1/InspectDocument", "search.inspect_document")]
    public async Task A_look_that_is_called_a_dry_run_leaves_its_event_with_what_was_looked_for(string method, string action)
    {
        var (divya, asha) = (await OperatorAsync(), await platform.UserAsync("Asha"));

        await platform.CallAsync(divya, method, Request(method, asha), dryRun: true);

        var e = Assert.Single(await ListAsync(divya, action));
        Assert.Equal($"user:{asha}", e.Target);
        Assert.Contains("salary of the dean", e.Personal!.Value.GetProperty("looked_for").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_look_that_is_repeated_under_its_key_is_a_look_each_time()
    {
        var (divya, asha) = (await OperatorAsync(), await platform.UserAsync("Asha"));
        var request = Request("search.v1/InspectSearch", asha);

        await platform.CallAsync(divya, "search.v1/InspectSearch", request, idempotencyKey: "look");
        await platform.CallAsync(divya, "search.v1/InspectSearch", request, idempotencyKey: "look");

        Assert.Equal(2, (await ListAsync(divya, "search.inspect_search")).Count);
        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>("select count(*) from rpc_idempotency where user_id = $1", divya));
    }

    [Fact]
    public async Task A_dry_run_of_what_changes_something_leaves_none()
    {
        var asha = await platform.UserAsync("Asha");

        await platform.CallAsync(asha, "groups.v1/CreateGroup", new { slug = "dry", name = "Dry", visibility = "public" }, dryRun: true);

        Assert.Empty(await platform.Get<AuditReader>().ListAsync(new(ActorId: asha), null, 100, Ct));
    }

    static object Request(string method, Guid user) => method == "search.v1/InspectSearch"
        ? new { userId = user, text = "salary of the dean" }
        : new { userId = user, text = "salary of the dean", surface = "groups", entityId = "x" };

    async Task<Guid> OperatorAsync()
    {
        var divya = await platform.UserAsync("Divya");
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'operator' where id = $1", divya);
        return divya;
    }

    Task<List<AuditEntry>> ListAsync(Guid actor, string action) =>
        platform.Get<AuditReader>().ListAsync(new(ActorId: actor, Action: action), null, 100, Ct);
}
