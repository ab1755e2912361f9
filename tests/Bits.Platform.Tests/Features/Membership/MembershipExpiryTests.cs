using Bits.Membership;
using Bits.Platform.Features.Membership;
using Bits.Platform.Maintenance;
using Bits.Platform.Rpc;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bits.Platform.Tests.Features.Membership;

public sealed class MembershipExpiryTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    readonly Scope _scope = Scope.Group(Guid.CreateVersion7());

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_nodes_at_once_write_each_end_down_once()
    {
        await EndedAsync(2_500);
        var (one, two) = (Expiry(), Expiry());

        var ended = await Task.WhenAll(one.EndAllAsync(Ct), two.EndAllAsync(Ct));

        Assert.Equal(2_500, ended.Sum() + await Expiry().EndAllAsync(Ct));
        Assert.Equal(2_500L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from memberships_transition where scope_id = $1 and to_state = 'left' and reason = 'expired'", _scope.Id));
        Assert.Empty(await platform.Memberships.History.VerifyAsync(ct: Ct));
    }

    [Fact]
    public async Task A_host_that_starts_writes_down_what_has_come_and_stops_when_told()
    {
        await EndedAsync(1);
        using var service = new MaintenanceService<MembershipExpiry>(
            Expiry(), TimeProvider.System, NullLogger<MembershipExpiry>.Instance);

        await service.StartAsync(Ct);
        await platform.DataSource.EventuallyAsync(
            "select state = 'left' from memberships_membership where scope_id = $1", _scope.Id);
        await service.StopAsync(Ct);

        Assert.True(service.ExecuteTask!.IsCompleted);
    }

    MembershipExpiry Expiry() =>
        new(platform.Get<SystemPipeline>(), platform.Memberships, NullLogger<MembershipExpiry>.Instance);

    // Time that nodes compare is the database's: the test moves the rows, round their guards, not the clock.
    async Task EndedAsync(int count)
    {
        NewMember[] members = [.. Enumerable.Range(0, count).Select(_ => new NewMember(
            Guid.CreateVersion7(), _scope, Until: TimeProvider.System.GetUtcNow().AddDays(1)))];
        await platform.Memberships.AddMembersAsync(members, Change.BySystem("test"), ct: Ct);
        await platform.DataSource.SqlAsync(
            $"""
            alter table memberships_membership disable trigger user;
            update memberships_membership set until = changed_at + interval '1 microsecond' where scope_id = '{_scope.Id}';
            alter table memberships_membership enable trigger user;
            alter table memberships_transition disable trigger user;
            update memberships_transition set until = at + interval '1 microsecond' where scope_id = '{_scope.Id}';
            alter table memberships_transition enable trigger user
            """);
    }
}
