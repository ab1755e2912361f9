using static Bits.Recommender.Tests.People;

namespace Bits.Recommender.Tests;

/// <summary>What a user is recommended, and why.</summary>
public sealed class RecommenderModelTests
{
    [Fact]
    public void A_user_gets_what_the_circle_likes()
    {
        var model = Train(Circles(seed: 1, users: 300));

        var found = model.Recommend([Likes(Asha, "item-0"), Likes(Asha, "item-3"), Likes(Asha, "item-6")], new() { Ranking = Ranking.Neighbours, Limit = 5 });

        Assert.All(found, one => Assert.Equal(0, int.Parse(one.Item["item-".Length..], System.Globalization.CultureInfo.InvariantCulture) % 3));
        Assert.All(found, one => Assert.Contains(one.Reasons[0].Item, (string[])["item-0", "item-3", "item-6"]));
    }

    [Fact]
    public void A_user_without_history_gets_what_is_popular()
    {
        var model = Train([.. Circles(seed: 1), .. Enumerable.Range(0, 500).Select(user => Likes(User(user), "party"))]);

        var found = model.Recommend([]);

        Assert.Equal("party", found[0].Item);
        Assert.Equal((found[0].Popularity, 0, 0), (found[0].Score, found[0].Rest, found[0].Reasons.Count));
        Assert.Empty(model.Recommend([], new() { Ranking = Ranking.Neighbours }));
    }

    [Fact]
    public void What_a_user_has_dismissed_or_must_not_get_is_never_recommended()
    {
        foreach (var seed in Cases.Numbers(100))
        {
            var (signals, random) = (Circles(seed), new Random(seed));
            var model = Train(signals).Retire(["item-4", "no-such-item"]);
            var user = User(random.Next(60));
            var history = signals.Where(signal => signal.User == user).ToList();
            string[] excluded = [$"item-{random.Next(30)}", "no-such-item"];

            var found = model.Recommend(history, new() { Limit = 1_000, Excluded = excluded, Ranking = (Ranking)random.Next(2) }).Select(one => one.Item).ToList();

            var settled = history.GroupBy(signal => signal.Item).Where(g => g.Sum(s => s.Weight) is >= 1 or < 0).Select(g => g.Key);
            Assert.Empty(found.Intersect([.. settled, .. excluded, "item-4"]));
            Assert.Equal(found.Distinct(), found);
        }
    }

    [Fact]
    public void A_score_is_the_sum_of_its_explanation()
    {
        foreach (var seed in Cases.Numbers(100))
        {
            var (signals, random) = (Circles(seed), new Random(seed));
            var model = Train(signals, new() { HeadItems = random.Next(1, 40) });
            var history = signals.Where(signal => signal.User == User(seed % 60)).ToList();

            foreach (var reasons in (int[])[0, 2, 100])
                foreach (var one in model.Recommend(history, new() { Ranking = (Ranking)random.Next(2), Reasons = reasons }))
                {
                    Assert.Equal(one.Score, one.Popularity + one.Reasons.Sum(reason => reason.Contribution) + one.Rest, 1e-3);
                    Assert.True(one.Reasons.Count <= reasons);
                    if (reasons == 100)
                        Assert.Equal(0, one.Rest, 1e-3);
                }
        }
    }

    [Fact]
    public void Diversity_keeps_the_first_and_loses_none_but_the_last()
    {
        foreach (var seed in Cases.Numbers(100))
        {
            var signals = Circles(seed);
            var model = Train(signals);
            var history = signals.Where(signal => signal.User == User(seed % 60)).ToList();

            var plain = model.Recommend(history, new() { Diversity = 0, Limit = 100 });
            var diverse = model.Recommend(history, new() { Diversity = 0.5f, Limit = 100 });

            Assert.Equal(plain[0].Item, diverse[0].Item);
            Assert.Equal(plain.Select(one => one.Item).Order(), diverse.Select(one => one.Item).Order());
        }
    }

    [Theory]
    [InlineData(0, 0.1f, 3, "Limit")]
    [InlineData(1_001, 0.1f, 3, "Limit")]
    [InlineData(10, float.NaN, 3, "Diversity")]
    [InlineData(10, 1, 3, "Diversity")]
    [InlineData(10, 0.1f, -1, "Reasons")]
    public void A_wrong_query_is_refused(int limit, float diversity, int reasons, string field)
    {
        var model = Train(Circles(seed: 1));

        var refused = Assert.Throws<InvalidArgumentException>(() => model.Recommend([], new() { Limit = limit, Diversity = diversity, Reasons = reasons }));

        Assert.Equal(field, refused.Field);
        Assert.Contains("Use ", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_history_of_two_users_is_refused() => Assert.Throws<InvalidArgumentException>(() =>
        Train(Circles(seed: 1)).Recommend([Likes(Asha, "item-1"), Likes(User(1), "item-2")]));
}
