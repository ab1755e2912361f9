namespace Bits.Recommender.Tests;

/// <summary>Makes signals: members of a few circles, each with items of its own and some of others.</summary>
static class People
{
    public static readonly DateTimeOffset Now = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static readonly Guid Asha = User(1_000_000);

    public static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static Guid User(int number) => new(number, 0, 0, new byte[8]);

    public static Signal Likes(Guid user, string item, double daysAgo = 1) => new(user, item, 1, Now.AddDays(-daysAgo));

    /// <summary>Signals of users in three circles over a hundred days.</summary>
    public static List<Signal> Circles(int seed, int users = 60, int items = 30, int each = 12)
    {
        var (random, signals) = (new Random(seed), new List<Signal>());
        for (var user = 0; user < users; user++)
            for (var i = 0; i < each; i++)
            {
                var item = random.Next(4) == 0 ? random.Next(items) : (random.Next((items + 2) / 3) * 3) + (user % 3);
                signals.Add(new(User(user), $"item-{item}", Weight(random), Now.AddDays(-100 * random.NextDouble())));
            }

        return signals;
    }

    public static RecommenderModel Train(IEnumerable<Signal> signals, RecommenderOptions? options = null) =>
        Trainer(signals, options).Train(Now, Ct);

    public static RecommenderTrainer Trainer(IEnumerable<Signal> signals, RecommenderOptions? options = null)
    {
        var trainer = new RecommenderTrainer(options);
        foreach (var signal in signals)
            trainer.Add(signal);
        return trainer;
    }

    static float Weight(Random random) => random.Next(10) switch { < 5 => 1, < 8 => 0.3f, < 9 => 3, _ => -5 };
}
