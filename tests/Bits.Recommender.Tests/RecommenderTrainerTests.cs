using static Bits.Recommender.Tests.People;

namespace Bits.Recommender.Tests;

/// <summary>What training takes, and what it makes of strange signals.</summary>
public sealed class RecommenderTrainerTests
{
    [Fact]
    public void The_order_of_signals_changes_nothing()
    {
        var signals = Circles(seed: 3);
        var shuffled = signals.ToArray();
        new Random(1).Shuffle(shuffled);

        var (one, other) = (Train(signals), Train(shuffled));

        Assert.Equivalent(one.Report, other.Report, strict: true);
        foreach (var history in signals.GroupBy(signal => signal.User))
            Assert.Equivalent(one.Recommend([.. history]), other.Recommend([.. history]), strict: true);
    }

    [Fact]
    public void A_history_has_one_signal_for_each_item()
    {
        var trainer = Trainer([Likes(Asha, "kayak", daysAgo: 9), Likes(Asha, "kayak", daysAgo: 2), Likes(Asha, "tent"), Likes(User(1), "tent")]);
        trainer.Train(Now, Ct);

        var history = trainer.HistoryOf(Asha);

        Assert.Equal([new(Asha, "kayak", 2, Now.AddDays(-2)), Likes(Asha, "tent")], history.OrderBy(signal => signal.Item));
        Assert.Equal([User(1), Asha], trainer.Users.Order());
        Assert.Empty(trainer.HistoryOf(User(2)));
    }

    [Fact]
    public void Without_signals_there_is_a_model_that_recommends_nothing()
    {
        var model = Train([]);

        Assert.Empty(model.Recommend([Likes(Asha, "kayak")]));
        Assert.Equal(0, model.Report.Items);
    }

    [Fact]
    public void One_user_gets_nothing_new_and_others_what_that_user_likes()
    {
        var model = Train([Likes(Asha, "kayak"), Likes(Asha, "tent")]);

        Assert.Empty(model.Recommend([Likes(Asha, "kayak"), Likes(Asha, "tent")]));
        Assert.Equal(["kayak", "tent"], model.Recommend([]).Select(one => one.Item).Order());
        Assert.Equal("tent", Assert.Single(model.Recommend([Likes(User(1), "kayak")])).Item);
    }

    [Fact]
    public void One_item_is_a_model() => Assert.Equal(
        "kayak", Assert.Single(Train(Enumerable.Range(0, 50).Select(user => Likes(User(user), "kayak"))).Recommend([])).Item);

    [Fact]
    public void Dismissals_alone_make_no_neighbours()
    {
        var model = Train(Circles(seed: 1).Select(signal => signal with { Weight = -1 }));

        Assert.Empty(model.Recommend([Likes(Asha, "item-1")], new() { Ranking = Ranking.Neighbours }));
        Assert.All(model.Recommend([]), one => Assert.True(float.IsFinite(one.Score)));
    }

    [Fact]
    public void A_user_with_a_hundred_thousand_signals_is_bounded_and_gets_nothing_twice()
    {
        var flood = Enumerable.Range(0, 100_000).Select(i => Likes(Asha, $"item-{i % 3_000}", i / 1_000.0)).ToList();
        var model = Train([.. Circles(seed: 1), .. flood], new() { HeadItems = 20, NeighboursPerItem = 5, ItemsPerUser = 100 });

        Assert.Empty(model.Recommend(flood));
        Assert.All(model.Affinity.Lists!.Ids, list => Assert.True(list.Length <= 5));
    }

    [Fact]
    public void A_time_in_the_future_counts_as_the_end_and_one_before_1970_as_1970()
    {
        var future = Circles(seed: 1).Select(signal => signal with { At = Now.AddYears(100) }).ToList();

        var (model, present) = (Train(future), Train(future.Select(signal => signal with { At = Now })));

        Assert.Equivalent(present.Recommend([]), model.Recommend([]), strict: true);
        Assert.All(Train(future.Select(signal => signal with { At = DateTimeOffset.MinValue })).Recommend([]), one => Assert.True(float.IsFinite(one.Score)));
    }

    [Fact]
    public void Signals_without_times_teach_the_blend_by_a_random_part()
    {
        var report = Train(Circles(seed: 1).Select(signal => signal with { At = DateTimeOffset.UnixEpoch })).Report;

        Assert.False(report.IsBlendByTime);
        Assert.True(report.BlendChoices >= 20);
    }

    [Theory]
    [InlineData("", 1, "item")]
    [InlineData(null, 1, "item")]
    [InlineData("kayak", float.NaN, "weight")]
    [InlineData("kayak", float.PositiveInfinity, "weight")]
    [InlineData("kayak", -2e6f, "weight")]
    public void A_wrong_signal_is_refused(string? item, float weight, string field) => Assert.Equal(
        field, Assert.Throws<InvalidArgumentException>(() => new RecommenderTrainer().Add(new(Asha, item!, weight, Now))).Field);

    [Theory]
    [InlineData(0, 100, 2_000, "HeadItems")]
    [InlineData(10_001, 100, 2_000, "HeadItems")]
    [InlineData(5_000, 0, 2_000, "NeighboursPerItem")]
    [InlineData(5_000, 100, 9, "ItemsPerUser")]
    public void A_wrong_option_is_refused(int head, int neighbours, int items, string field) => Assert.Equal(
        field, Assert.Throws<InvalidArgumentException>(() => new RecommenderTrainer(
            new() { HeadItems = head, NeighboursPerItem = neighbours, ItemsPerUser = items })).Field);

    [Fact]
    public void A_cancelled_training_stops() => Assert.ThrowsAny<OperationCanceledException>(() =>
        Trainer(Circles(seed: 1)).Train(Now, new(canceled: true)));
}
