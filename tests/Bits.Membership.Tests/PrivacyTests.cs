using Bits.Shared;

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
        await _memberships.Requests.SubmitAsync(_asha, Scope.Batch(2018), "Asha Rao, room 12", Ct);
        await _memberships.BanAsync(_asha, _chess, Change.BySystem("called Bikram names"), ct: Ct);

        var erasure = await EraseAsync(_asha);
        var again = await EraseAsync(_asha);

        Assert.Equal((1, 3), (erasure.Left, erasure.ReasonsErased));
        Assert.Equal((0, 0), (again.Left, again.ReasonsErased));
        Assert.Equal(JoinOutcome.Banned, await _memberships.JoinAsync(_asha, _chess, Ct));
        Assert.Empty(await _memberships.History.VerifyAsync(ct: Ct));
        var export = await ExportAsync(_asha);
        Assert.All(export.Members, m => Assert.Equal("[erased]", m.Reason));
        Assert.All(export.History, t => Assert.Equal("[erased]", t.Reason));
        Assert.Null(Assert.Single(export.Requests).Note);
    }

    [Fact]
    public async Task An_erasure_removes_what_the_user_wrote_about_others_and_what_mentions_the_user_and_nothing_else()
    {
        var (bikram, chitra) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await _memberships.AddMemberAsync(new(_asha, _rowing, MemberRole.Admin), OnBanned.Refuse, By, Ct);
        await _memberships.AddMemberAsync(new(bikram, _rowing), OnBanned.Refuse, Change.By(_asha, "a word of Asha's"), Ct);
        await _memberships.AddMemberAsync(new(chitra, _rowing), OnBanned.Refuse, Change.By(bikram, "because Asha Rao asked"), Ct);
        await _memberships.RemoveMemberAsync(chitra, _rowing, Change.By(bikram, "a word of Bikram's"), Ct);
        await _memberships.Requests.SubmitAsync(chitra, _chess, "says Asha Rao", Ct);
        var invitation = await _memberships.Requests.InviteAsync(_rowing, MemberRole.Member, Change.By(_asha, "a note of Asha's"), ct: Ct);

        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await _memberships.Privacy.EraseAsync(db, _asha, By, "asha rao", Ct);
        await tx.CommitAsync(Ct);

        Assert.Equal("[erased]", (await _memberships.GetAsync(bikram, _rowing, Ct)).Reason);
        Assert.Equal(["[erased]", "a word of Bikram's"], (await _memberships.History.ListAsync(chitra, _rowing, ct: Ct)).Select(t => t.Reason));
        Assert.Equal("says [erased]", (await _memberships.Requests.FindAsync(chitra, _chess, RequestKind.Request, Ct))!.Note);
        Assert.Equal(AcceptOutcome.NotFound, await _memberships.Requests.AcceptAsync(chitra, invitation.Token, Ct));
        Assert.False(await database.DataSource.ValueAsync<bool>(
            "select exists (select from memberships_request r where r::text like '%note of Asha%')"));
        Assert.Empty(await _memberships.History.VerifyAsync(ct: Ct));
    }

    [Fact]
    public async Task An_export_holds_rows_history_and_requests()
    {
        await _memberships.JoinAsync(_asha, _rowing, Ct);
        await _memberships.LeaveAsync(_asha, _rowing, Ct);
        await _memberships.Requests.SubmitAsync(_asha, _chess, "please", Ct);

        var export = await ExportAsync(_asha);

        Assert.Equal(MemberState.Left, Assert.Single(export.Members).State);
        Assert.Equal(2, export.History.Count);
        Assert.Equal("please", Assert.Single(export.Requests).Note);
    }

    [Fact]
    public async Task A_last_owner_hands_over_before_being_erased()
    {
        await _memberships.AddMemberAsync(new(_asha, _rowing, MemberRole.Owner), OnBanned.Refuse, By, Ct);

        var erasure = await EraseAsync(_asha);

        Assert.Equal([_rowing], erasure.LastOwnerOf);
        Assert.True(await _memberships.IsMemberAsync(_asha, _rowing, Ct));
    }

    Task<Erasure> EraseAsync(Guid userId) =>
        database.DataSource.InTransactionAsync(db => _memberships.Privacy.EraseAsync(db, userId, By, ct: Ct), Ct);

    Task<MembershipExport> ExportAsync(Guid userId) =>
        database.DataSource.WithConnectionAsync(db => _memberships.Privacy.ExportAsync(db, userId, Ct), Ct);
}
