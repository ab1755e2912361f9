using Bits.Platform.Auth;

namespace Bits.Platform.Tests.Auth;

public sealed class RankRulesTests
{
    static readonly int[] Ranks = [0, 10, 20, 30, 40, RankRules.PlatformRank];

    [Fact]
    public void Nobody_acts_on_somebody_as_high_but_owners_among_themselves()
    {
        foreach (var actor in Ranks)
        {
            foreach (var target in Ranks)
            {
                var stands = actor > target || actor >= 40;
                Assert.Equal(stands, RankRules.Remove(actor, target, oneself: false).Allowed);
                Assert.Equal(stands, RankRules.Ban(actor, target, oneself: false, banner: null).Allowed);
                Assert.Equal(stands, RankRules.GiveRole(actor, target, role: 0, oneself: false).Allowed);
            }
        }
    }

    [Fact]
    public void Nobody_gives_what_they_do_not_have()
    {
        foreach (var actor in Ranks)
        {
            foreach (var role in Ranks)
            {
                Assert.True(actor >= role || !RankRules.GiveRole(actor, 0, role, oneself: false).Allowed);
                Assert.Equal(actor >= role, RankRules.UpTo(actor, role).Allowed);
                Assert.Equal(actor >= role, RankRules.GiveRole(actor, actor, role, oneself: true).Allowed);
            }
        }
    }

    [Fact]
    public void Nobody_removes_or_bans_oneself() => Assert.All(Ranks, rank =>
    {
        Assert.Equal("oneself", RankRules.Remove(rank, rank, oneself: true).Rule);
        Assert.Equal("oneself", RankRules.Ban(rank, rank, oneself: true, banner: null).Rule);
    });

    [Fact]
    public void Who_may_not_lift_a_ban_does_not_shorten_it_either()
    {
        foreach (var actor in Ranks)
        {
            foreach (var banner in Ranks)
            {
                Assert.Equal(actor >= banner, RankRules.Unban(actor, banner).Allowed);
                Assert.Equal(actor >= banner, RankRules.Ban(actor, 0, oneself: false, banner).Allowed);
            }
        }
    }
}
