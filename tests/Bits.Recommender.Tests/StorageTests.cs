using static Bits.Recommender.Tests.People;

namespace Bits.Recommender.Tests;

/// <summary>A model that was saved and loaded, and lists on shelves.</summary>
public sealed class StorageTests
{
    [Fact]
    public void A_loaded_model_recommends_and_learns_as_the_saved_one()
    {
        foreach (var seed in Cases.Numbers(100))
        {
            var signals = Circles(seed);
            var trainer = Trainer(signals, new() { HeadItems = 10, NeighboursPerItem = 5 });
            var model = trainer.Train(Now, Ct).Retire(["item-2"]);

            var loaded = Loaded(Saved(model));

            Assert.Equal(model.Report with { PopularityWeights = loaded.Report.PopularityWeights }, loaded.Report);
            Assert.Equal(model.Report.PopularityWeights, loaded.Report.PopularityWeights);
            Signal[] added = [Likes(User(1), "brand-new"), Likes(User(1), "item-5")];
            foreach (var user in new[] { 0, 7, 20 })
            {
                var history = trainer.HistoryOf(User(user));
                AssertSame(model.Recommend(history), loaded.Recommend(history));
                AssertSame(
                    model.Update(trainer.HistoryOf(User(1)), added, Now, Ct).Recommend(history),
                    loaded.Update(trainer.HistoryOf(User(1)), added, Now, Ct).Recommend(history));
            }
        }
    }

    [Fact]
    public void Bytes_of_another_format_and_a_part_of_a_model_are_refused()
    {
        var bytes = Saved(Train(Circles(seed: 1)));

        Assert.Throws<InvalidDataException>(() => Loaded([2, .. bytes[1..]]));
        foreach (var length in new[] { 0, 3, 100, bytes.Length - 1 })
            Assert.Throws<InvalidDataException>(() => Loaded(bytes[..length]));
    }

    [Fact]
    public void Each_shelf_is_the_list_of_its_items_alone()
    {
        foreach (var seed in Cases.Numbers(100))
        {
            var (trainer, random) = (Trainer(Circles(seed)), new Random(seed));
            var model = trainer.Train(Now, Ct);
            var shelves = model.Items.Select(_ => (byte)random.Next(4)).ToArray();
            var history = trainer.HistoryOf(User(random.Next(60)));

            var lists = model.RecommendEach(history, shelves, 3, new() { Limit = 5 });

            for (var shelf = 1; shelf <= 3; shelf++)
            {
                var others = model.Items.Where((_, item) => shelves[item] != shelf).ToList();
                AssertSame(model.Recommend(history, new() { Limit = 5, Excluded = others }), lists[shelf - 1]);
            }
        }
    }

    [Fact]
    public void Shelves_that_do_not_fit_the_items_are_refused() =>
        Assert.Equal("shelves", Assert.Throws<InvalidArgumentException>(() => Train(Circles(seed: 1)).RecommendEach([], [1], 1)).Field);

    static void AssertSame(IReadOnlyList<Recommendation> expected, IReadOnlyList<Recommendation> found)
    {
        Assert.Equal(expected.Select(one => (one.Item, one.Score, one.Popularity, one.Rest)), found.Select(one => (one.Item, one.Score, one.Popularity, one.Rest)));
        Assert.Equal(expected.SelectMany(one => one.Reasons), found.SelectMany(one => one.Reasons));
    }

    static byte[] Saved(RecommenderModel model)
    {
        using var stream = new MemoryStream();
        model.Save(stream);
        return stream.ToArray();
    }

    static RecommenderModel Loaded(byte[] bytes)
    {
        using var stream = new MemoryStream(bytes);
        return RecommenderModel.Load(stream);
    }
}
