using static Bits.Recommender.Tests.People;

namespace Bits.Recommender.Tests;

/// <summary>A model that learns without training, beside one that was trained on everything.</summary>
public sealed class UpdateTests
{
    [Fact]
    public void Popularity_norms_and_complete_lists_are_those_of_a_training_on_everything()
    {
        foreach (var seed in Cases.Numbers(100))
        {
            var (all, random) = (Circles(seed), new Random(seed));
            var options = new RecommenderOptions { HeadItems = 1, NeighboursPerItem = 1_000, ItemsPerUser = 10 };
            var (early, late) = (all[..random.Next(all.Count)], new List<Signal>());
            late = [.. all[early.Count..], Likes(User(3), "brand-new"), Likes(User(4), "brand-new")];

            var updated = Update(early, late, options);

            AssertSame(Train([.. early, .. late], options), updated);
        }
    }

    [Fact]
    public void A_full_list_holds_exact_counts_of_its_own_and_no_more_than_the_true_count_of_others()
    {
        foreach (var seed in Cases.Numbers(100))
        {
            var all = Circles(seed);
            var options = new RecommenderOptions { HeadItems = 1, NeighboursPerItem = 3 };

            var updated = Update(all[..600], all[600..], options);

            var whole = Train(all, options with { NeighboursPerItem = 1_000 });
            Assert.All(Pairs(updated), pair => Assert.True(pair.Value <= Pairs(whole)[pair.Key] + 1e-3));
        }
    }

    [Fact]
    public void A_new_item_has_neighbours_at_once()
    {
        var signals = Circles(seed: 1);
        Signal[] added = [.. Enumerable.Range(0, 30).Select(i => Likes(User(3 * (i % 20)), "brand-new", daysAgo: 0))];

        var updated = Update(signals, added);

        Assert.Contains(updated.Recommend([Likes(Asha, "item-0")], new() { Ranking = Ranking.Neighbours, Limit = 100 }), one => one.Item == "brand-new");
    }

    [Fact]
    public void A_retired_item_stays_retired_and_the_old_model_stays_as_it_was()
    {
        var signals = Circles(seed: 1);
        var trainer = Trainer(signals);
        var model = trainer.Train(Now, Ct).Retire(["item-1"]);
        var before = model.Recommend([]);

        var updated = model.Update(trainer.HistoryOf(User(1)), [Likes(User(1), "item-1"), Likes(User(1), "item-2")], Now.AddHours(1), Ct);

        Assert.DoesNotContain(updated.Recommend([], new() { Limit = 1_000 }), one => one.Item == "item-1");
        Assert.Equivalent(before, model.Recommend([]), strict: true);
    }

    [Fact]
    public void A_time_before_that_of_the_model_is_refused() => Assert.Equal("now", Assert.Throws<InvalidArgumentException>(() =>
        Train(Circles(seed: 1)).Update([], [], Now.AddHours(-1), Ct)).Field);

    static RecommenderModel Update(List<Signal> early, IReadOnlyCollection<Signal> late, RecommenderOptions? options = null)
    {
        var trainer = Trainer(early, options);
        var model = trainer.Train(Now, Ct);
        return model.Update([.. late.Select(signal => signal.User).Distinct().SelectMany(trainer.HistoryOf)], late, Now, Ct);
    }

    static void AssertSame(RecommenderModel whole, RecommenderModel updated)
    {
        Assert.Equal(whole.Items.Order(), updated.Items.Order());
        foreach (var item in whole.Items)
        {
            var (one, other) = (Number(whole, item), Number(updated, item));
            Assert.Equal(whole.Affinity.Lists!.Norms[one], updated.Affinity.Lists!.Norms[other], 1e-3);
            foreach (var (sums, updatedSums) in whole.Popularity.Sums.Zip(updated.Popularity.Sums))
                Assert.Equal(sums[one], updatedSums[other], 1e-3);
        }

        var (pairs, updatedPairs) = (Pairs(whole), Pairs(updated));
        foreach (var pair in pairs.Keys.Union(updatedPairs.Keys))
            Assert.Equal(pairs.GetValueOrDefault(pair), updatedPairs.GetValueOrDefault(pair), 1e-3);
    }

    static int Number(RecommenderModel model, string item) => Array.IndexOf([.. model.Items], item);

    static Dictionary<(string, string), float> Pairs(RecommenderModel model) =>
        model.Affinity.Lists!.Ids.SelectMany((ids, item) => ids.Select((other, i) =>
            (Pair: (model.Items[item], model.Items[other]), Count: model.Affinity.Lists.Counts[item][i]))).ToDictionary(one => one.Pair, one => one.Count);
}
