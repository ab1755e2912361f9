namespace Bits.Membership.Tests;

/// <summary>What somebody may ask for: to see all, and to be forgotten.</summary>
public sealed class PrivacyTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly Change By = Change.BySystem("privacy office");

    readonly Memberships _memberships = new(database.DataSource);
    readonly Guid _asha = Guid.CreateVersion7();
    readonly Scope _rowing = Scope.Group(Guid.CreateVersion7());
    readonly Scope _chess = Scope.Group(Guid.CreateVersion7());

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_erasure_ends_memberships_keeps_bans_and_removes_every_word_while_the_ledger_still_adds_up()
    {
        await _memberships.JoinAsync(_asha, _rowing, Ct);
        await _memberships.RequestAsync(_asha, Scope.Batch(2018), "Asha Rao, room 12", Ct);
        await _memberships.BanAsync(_asha, _chess, Change.BySystem("called Bikram names"), ct: Ct);

        var erasure = await _memberships.EraseAsync(_asha, By, Ct);
        var again = await _memberships.EraseAsync(_asha, By, Ct);

        Assert.Equal((1, 3), (erasure.Left, erasure.ReasonsErased));
        Assert.Equal((0, 0), (again.Left, again.ReasonsErased));
        Assert.Equal(JoinOutcome.Banned, await _memberships.JoinAsync(_asha, _chess, Ct));
        Assert.Empty(await _memberships.VerifyAsync(ct: Ct));
        var export = await _memberships.ExportAsync(_asha, Ct);
        Assert.All(export.Members, m => Assert.Equal("[erased]", m.Reason));
        Assert.All(export.History, t => Assert.Equal("[erased]", t.Reason));
        Assert.Null(Assert.Single(export.Requests).Note);
    }

    [Fact]
    public async Task An_export_holds_rows_history_and_requests()
    {
        await _memberships.JoinAsync(_asha, _rowing, Ct);
        await _memberships.LeaveAsync(_asha, _rowing, Ct);
        await _memberships.RequestAsync(_asha, _chess, "please", Ct);

        var export = await _memberships.ExportAsync(_asha, Ct);

        Assert.Equal(MemberState.Left, Assert.Single(export.Members).State);
        Assert.Equal(2, export.History.Count);
        Assert.Equal("please", Assert.Single(export.Requests).Note);
    }

    [Fact]
    public async Task A_last_owner_hands_over_before_being_erased()
    {
        await _memberships.AddMemberAsync(new(_asha, _rowing, MemberRole.Owner), OnBanned.Refuse, By, Ct);

        var erasure = await _memberships.EraseAsync(_asha, By, Ct);

        Assert.Equal([_rowing], erasure.LastOwnerOf);
        Assert.True(await _memberships.IsMemberAsync(_asha, _rowing, Ct));
    }
}
