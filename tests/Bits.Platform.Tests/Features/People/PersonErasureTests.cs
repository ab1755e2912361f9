using Bits.Membership;
using Bits.Platform.Features.People;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.People;

/// <summary>Who is forgotten is in no scope any more, and no word about them is left in the ledger.</summary>
public sealed class PersonErasureTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static readonly Change By = Change.BySystem("has called Bikram names");

    readonly Scope _rowing = Scope.Group(Guid.CreateVersion7());

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_erased_person_is_in_no_scope_and_the_ledger_has_no_word_about_them()
    {
        var asha = await platform.UserAsync("Asha");
        await platform.Memberships.AddMemberAsync(new(asha, _rowing), OnBanned.Refuse, By, Ct);

        await platform.Get<PersonErasure>().RunAsync(asha, Ct);

        Assert.False(await platform.Memberships.IsMemberAsync(asha, _rowing, Ct));
        Assert.All(await platform.Memberships.History.ListAsync(asha, _rowing, ct: Ct), line => Assert.Equal("[erased]", line.Reason));
        Assert.Empty(await platform.Memberships.History.VerifyAsync(ct: Ct));
    }

    [Fact]
    public async Task The_last_owner_of_a_scope_is_not_erased_before_handing_it_over()
    {
        var bikram = await platform.UserAsync("Bikram");
        await platform.Memberships.AddMemberAsync(new(bikram, _rowing, MemberRole.Owner), OnBanned.Refuse, By, Ct);

        var fault = await Assert.ThrowsAsync<FaultException>(() => platform.Get<PersonErasure>().RunAsync(bikram, Ct));

        Assert.Equal("last_owner", fault.Reason);
        Assert.Contains($"{_rowing}", fault.Message, StringComparison.Ordinal);
        Assert.True(await platform.Memberships.IsMemberAsync(bikram, _rowing, Ct));
    }
}
