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
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await _memberships.JoinAsync(db, late, scope, Ct);
        await _memberships.JoinAsync(early, scope, Ct);

        var (before, position) = await _memberships.History.ListChangesAsync(limit: 10_000, ct: Ct);
        await tx.CommitAsync(Ct);
        var after = new List<Transition>();
        await FollowAsync(position, after, () => after.Count(t => t.Scope == scope) == 2);

        Assert.DoesNotContain(before, t => t.Scope == scope);
        Assert.Equal([late, early], after.Where(t => t.Scope == scope).Select(t => t.UserId));
    }

    [Fact]
    public async Task A_consumer_beside_eight_writers_sees_every_committed_change_once_and_each_membership_in_its_order()
    {
        var committed = new ConcurrentBag<Guid>();
        var writers = Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => WriteAsync(i, committed), Ct)));

        var seen = new List<Transition>();
        await FollowAsync(
            default, seen,
            () => writers.IsCompleted && committed.ToHashSet() is var all && seen.Count(t => all.Contains(t.UserId)) >= all.Count * 3);

        await writers;
        var mine = seen.Where(t => t.Scope.Type == "chapter").ToList();
        Assert.Equal(committed.Order(), mine.Select(t => t.UserId).Distinct().Order());
        Assert.All(
            mine.GroupBy(t => (t.UserId, t.Scope)), lines => Assert.Equal([1, 2, 3], lines.Select(t => t.Version)));
    }

    [Fact]
    public async Task A_position_reads_what_it_writes_and_one_of_another_server_is_refused()
    {
        var position = new ChangePosition(ulong.MaxValue / 2, 7);

        Assert.Equal(position, ChangePosition.Parse(position.ToString()));
        Assert.Throws<FormatException>(() => ChangePosition.Parse("17"));
        await Assert.ThrowsAsync<InvalidArgumentException>(() => _memberships.History.ListChangesAsync(position, ct: Ct));
    }

    // Follows in small pages. Transactions of the other tests, in other databases of the server, hold changes back too.
    async Task FollowAsync(ChangePosition position, List<Transition> seen, Func<bool> isDone)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        patience.CancelAfter(TimeSpan.FromMinutes(2));
        while (!isDone())
        {
            patience.Token.ThrowIfCancellationRequested(); // something was passed over
            var page = await _memberships.History.ListChangesAsync(position, limit: 7, ct: Ct);
            seen.AddRange(page.Transitions);
            position = page.Next;
            if (page.Transitions.Count == 0)
                await Task.Delay(10, Ct);
        }
    }

    // Joins, leaves, joins again, in transactions that stay open for a while; one in five comes to nothing.
    async Task WriteAsync(int seed, ConcurrentBag<Guid> committed)
    {
        var random = new Random(seed);
        for (var i = 0; i < 40; i++)
        {
            var (user, scope) = (Guid.CreateVersion7(), Scope.Chapter(Guid.CreateVersion7()));
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
