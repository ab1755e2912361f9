using Bits.Recommender.Affinity;
using Bits.Recommender.Signals;

namespace Bits.Recommender.Blending;

/// <summary>Learns the weights of a ranking from the last windows of the past: what did users turn to, and what could be known before?
/// </summary>
/// <remarks>Where signals have no times, or too few users return, a random fifth of the signals takes the place of the windows.</remarks>
/// <param name="table">The signals.</param>
/// <param name="trainer">Trains the affinity on the past of each window.</param>
/// <param name="settings">The settings of the affinity.</param>
sealed class BlendLearner(SignalTable table, AffinityTrainer trainer, AffinitySettings settings)
{
    const int UsersPerWindow = 200;
    const int FewestChoices = 20;
    const int LikelyItems = 1_000;
    const int OtherItems = 1_000;

    static readonly float[] Softnesses = [0.01f, 0.03f, 0.1f, 0.3f];

    /// <summary>Describes what was learnt, and from what.</summary>
    /// <param name="Blend">The weights.</param>
    /// <param name="Choices">The number of users whose choices were predicted.</param>
    /// <param name="IsByTime">Whether the held-out signals were the last ones.</param>
    public readonly record struct Result(Blend Blend, int Choices, bool IsByTime);

    /// <summary>Learns the weights.</summary>
    /// <param name="now">The end of the past, in seconds since 1970.</param>
    /// <param name="ct">Stops the learning.</param>
    public Result Learn(uint now, CancellationToken ct)
    {
        var observed = HoldOut.LastWindows(table).SelectMany(window => Observe(window, UsersPerWindow, ct)).ToList();
        var isByTime = observed.Count >= FewestChoices;
        if (!isByTime)
            observed = [.. Observe(HoldOut.AtRandom(now), 5 * UsersPerWindow, ct)];

        return observed.Count >= FewestChoices
            ? new(Fit(observed, ct), observed.Count, isByTime)
            : new(Blend.Unlearnt, observed.Count, false);
    }

    // A choice whose first feature waits for a softness.
    readonly record struct Observed(Choice Choice, float[] Affinities)
    {
        public Choice With(float softness)
        {
            var features = Choice.Features.Length / Choice.Shares.Length;
            for (var c = 0; c < Affinities.Length; c++)
                Choice.Features[c * features] = Blend.Soft(Affinities[c], softness);

            return Choice;
        }
    }

    static Blend Fit(List<Observed> observed, CancellationToken ct)
    {
        var (weights, best, most) = (new double[1 + Popularity.HalfLives.Count], Blend.Unlearnt, double.NegativeInfinity);
        foreach (var softness in Softnesses)
            if (ConditionalLogit.Fit([.. observed.Select(one => one.With(softness))], weights, ct) is var likelihood && likelihood > most)
                (best, most) = (new((float)weights[0], softness, [.. weights.Skip(1).Select(weight => (float)weight)]), likelihood);

        return best;
    }

    Observed[] Observe(HoldOut holdOut, int max, CancellationToken ct)
    {
        var users = holdOut.Users(table, max);
        if (users.Count == 0)
            return [];

        var interactions = trainer.Select(holdOut.Trains);
        var model = trainer.Train(interactions, settings, needsLists: false, ct);
        var popularity = Popularity.Count(table, holdOut.Trains, holdOut.Now, ct);
        var candidates = Candidates(popularity);
        var observed = new Observed[users.Count];
        Parallel.For(0, users.Count, new() { CancellationToken = ct }, () => new float[table.Items.Length], (i, _, scores) =>
        {
            var (items, strengths) = interactions.OfUser(users[i].User);
            model.Score(items.Span, strengths.Span, scores);
            observed[i] = ToChoice(users[i].Wanted, items.Span, scores, popularity, candidates);
            return scores;
        }, _ => { });
        return observed;
    }

    // Of many items the most popular, which decide the top of a list, and every so many-th of the rest, which stands for those between.
    static List<(int Item, float Share)> Candidates(Popularity popularity)
    {
        var byInterest = popularity.Sums[3].Zip(popularity.Sums[^1], (month, all) => month + (all / 100)).Index()
            .OrderByDescending(item => item.Item).ThenBy(item => item.Index).Select(item => item.Index).ToList();
        var step = Math.Max(1, (byInterest.Count - LikelyItems + OtherItems - 1) / OtherItems);
        return
        [
            .. byInterest.Take(LikelyItems).Select(item => (item, 0f)),
            .. byInterest.Skip(LikelyItems).Where((_, i) => i % step == 0).Select(item => (item, MathF.Log(step))),
        ];
    }

    static Observed ToChoice(
        int[] wanted, ReadOnlySpan<int> known, float[] scores, Popularity popularity, List<(int Item, float Share)> candidates)
    {
        var left = new HashSet<int>([.. wanted, .. known]);
        (int Item, float Share)[] all = [.. wanted.Select(item => (item, 0f)), .. candidates.Where(c => !left.Contains(c.Item))];
        return new(
            new(
                wanted.Length, [.. all.Select(c => c.Share)],
                [.. all.SelectMany(c => Popularity.HalfLives.Select((_, speed) => popularity.Log(speed, c.Item)).Prepend(0))]),
            [.. all.Select(c => scores[c.Item])]);
    }
}
