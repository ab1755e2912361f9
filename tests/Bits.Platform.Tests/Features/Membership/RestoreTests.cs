using System.Text.RegularExpressions;
using Bits.Membership;

namespace Bits.Platform.Tests.Features.Membership;

/// <summary>What docs/operations/restore.md says of the change feed after a dump was restored into another server.</summary>
[Slow]
public sealed partial class RestoreTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task After_a_logical_restore_the_feed_begins_anew_once_the_lines_are_renumbered()
    {
        var page = await File.ReadAllTextAsync(Path.Combine(ProgramProcess.Repository, "docs/operations/restore.md"), Ct);
        for (var year = 2001; year <= 2005; year++)
            await platform.Memberships.JoinAsync(Guid.CreateVersion7(), Scope.Batch(year), Ct);
        await platform.DataSource.SqlAsync(
            """
            alter table memberships_transition disable trigger memberships_transition_guard;
            update memberships_transition set xid = (1000000000000 - id)::text::xid8;
            alter table memberships_transition enable trigger memberships_transition_guard
            """);

        var position = new ChangePosition(999_999_999_999, 1);
        var refused = await Assert.ThrowsAsync<InvalidArgumentException>(() => platform.Memberships.History.ListChangesAsync(position, ct: Ct));
        var hidden = await platform.Memberships.History.ListChangesAsync(ct: Ct);
        await platform.DataSource.SqlAsync(Sql.Match(page).Groups[1].Value);
        var anew = await FollowAsync();

        Assert.Contains("is ahead of this server", refused.Message, StringComparison.Ordinal);
        Assert.Empty(hidden.Transitions);
        Assert.Equal(Enumerable.Range(2001, 5).Select(Scope.Batch), anew.Transitions.Select(t => t.Scope));
        Assert.Empty(await platform.Memberships.History.VerifyAsync(ct: Ct));
    }

    // What a transaction that is open elsewhere on the server may yet precede is held back: other tests have such.
    async Task<MembershipChanges> FollowAsync()
    {
        while (true)
        {
            if (await platform.Memberships.History.ListChangesAsync(ct: Ct) is { Transitions.Count: > 0 } changes)
                return changes;
            await Task.Delay(20, Ct);
        }
    }

    [GeneratedRegex("```sql\n(.*?)```", RegexOptions.Singleline)]
    static partial Regex Sql { get; }
}
