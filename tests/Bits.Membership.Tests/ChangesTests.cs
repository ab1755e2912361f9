using System.Collections.Concurrent;

namespace Bits.Membership.Tests;

/// <summary>The feed of changes: nothing passed over, nothing twice.</summary>
public sealed class ChangesTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    readonly Memberships _memberships = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_transaction_that_commits_late_is_not_passed_over()
    {
        var (early, late) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        var scope = Scope.Group(Guid.CreateVersion7());
        var start = (await _memberships.ChangesAsync(limit: 10_000, ct: Ct)).Next;
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await _memberships.JoinAsync(db, late, scope, Ct);
        await _memberships.JoinAsync(early, scope, Ct);

        var before = await _memberships.ChangesAsync(start, ct: Ct);
        await tx.CommitAsync(Ct);
        var after = await _memberships.ChangesAsync(before.Next, ct: Ct);

        Assert.Empty(before.Transitions);
        Assert.Equal([late, early], after.Transitions.Select(t => t.UserId));
        Assert.Empty((await _memberships.ChangesAsync(after.Next, ct: Ct)).Transitions);
    }

    [Fact]
    public async Task A_consumer_beside_eight_writers_sees_every_committed_change_once_and_each_membership_in_its_order()
    {
        var start = (await _memberships.ChangesAsync(limit: 10_000, ct: Ct)).Next;
        var committed = new ConcurrentBag<Guid>();
        var writers = Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => WriteAsync(i, committed), Ct)));

        var seen = new List<Transition>();
        for (var (position, done) = (start, false); ;)
        {
            done = writers.IsCompleted;
            var page = await _memberships.ChangesAsync(position, limit: 7, ct: Ct);
            seen.AddRange(page.Transitions);
            position = page.Next;
            if (done && page.Transitions.Count == 0)
                break;
        }

        await writers;
        Assert.Equal(committed.Order(), seen.Select(t => t.UserId).Distinct().Order());
        Assert.All(
            seen.GroupBy(t => (t.UserId, t.Scope)), lines => Assert.Equal([1, 2, 3], lines.Select(t => t.Version)));
    }

    [Fact]
    public async Task A_position_reads_what_it_writes_and_one_of_another_server_is_refused()
    {
        var position = new ChangePosition(ulong.MaxValue / 2, 7);

        Assert.Equal(position, ChangePosition.Parse(position.ToString()));
        Assert.Throws<FormatException>(() => ChangePosition.Parse("17"));
        await Assert.ThrowsAsync<ArgumentException>(() => _memberships.ChangesAsync(position, ct: Ct));
    }

    // Joins, leaves, joins again, in transactions that stay open for a while; one in five comes to nothing.
    async Task WriteAsync(int seed, ConcurrentBag<Guid> committed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 40; i++)
        {
            var (user, scope) = (Guid.CreateVersion7(), Scope.Group(Guid.CreateVersion7()));
            await using var db = await database.DataSource.OpenConnectionAsync(Ct);
            await using var tx = await db.BeginTransactionAsync(Ct);
            await _memberships.JoinAsync(db, user, scope, Ct);
            await _memberships.LeaveAsync(db, user, scope, Ct);
            await Task.Delay(random.Next(20), Ct);
            await _memberships.JoinAsync(db, user, scope, Ct);
            if (random.Next(5) == 0)
                continue;

            await tx.CommitAsync(Ct);
            committed.Add(user);
        }
    }
}
