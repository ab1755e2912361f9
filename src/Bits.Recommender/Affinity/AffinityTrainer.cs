using Bits.Recommender.Blending;
using Bits.Recommender.Signals;

namespace Bits.Recommender.Affinity;

/// <summary>Describes what was learnt about the affinity.</summary>
/// <param name="Regularization">The regularization of the head.</param>
/// <param name="Damping">The power by which popular items are damped.</param>
/// <param name="TailScale">What a likeness is worth in the unit of the weights.</param>
readonly record struct AffinitySettings(double Regularization, double Damping, float TailScale);

/// <summary>Trains the affinity of items, and chooses its settings on a held-out fifth of the signals.</summary>
/// <param name="table">The signals.</param>
/// <param name="options">The sizes.</param>
sealed class AffinityTrainer(SignalTable table, RecommenderOptions options)
{
    const int Judges = 2_000;
    const int FewestJudges = 10;
    const double Step = 3;

    static readonly double[] Dampings = [0, 0.1, 0.2];
    static readonly float[] TailScales = [0.01f, 0.03f, 0.1f, 0.3f, 1, 3];
    static readonly AffinitySettings Unlearnt = new(100, 0, 0.1f);

    readonly HeadSolver _solver = new(Math.Min(options.HeadItems, table.Items.Length));

    /// <summary>Gets the number of items whose weights come in closed form.</summary>
    public int Head { get; } = Math.Min(options.HeadItems, table.Items.Length);

    bool HasTail => Head < table.Items.Length;

    /// <summary>Selects the interactions that count.</summary>
    public Interactions Select(Func<int, Entry, bool> keeps) => Interactions.Create(table, options.ItemsPerUser, keeps);

    /// <summary>Trains with given settings.</summary>
    /// <remarks>The model is good until the next training.</remarks>
    /// <param name="interactions">The interactions.</param>
    /// <param name="settings">The settings.</param>
    /// <param name="needsLists">Whether the lists are wanted although no item is in the tail.</param>
    /// <param name="ct">Stops the training.</param>
    public AffinityModel Train(Interactions interactions, AffinitySettings settings, bool needsLists, CancellationToken ct)
    {
        _solver.Count(interactions, ct);
        return WithTail(_solver.Solve(settings.Regularization, ct), interactions, settings, needsLists, ct);
    }

    AffinityModel WithTail(
        HeadWeights head, Interactions interactions, AffinitySettings settings, bool needsLists, CancellationToken ct)
    {
        head.Scale(HeadWeights.Damping(interactions, Head, settings.Damping));
        var lists = needsLists || HasTail ? NeighbourLists.Count(interactions, options.NeighboursPerItem, ct) : null;
        return new(head, lists, settings.TailScale);
    }

    /// <summary>Chooses the settings that predict held-out signals best.</summary>
    public AffinitySettings Choose(CancellationToken ct)
    {
        var holdOut = HoldOut.AtRandom(uint.MaxValue);
        var judges = holdOut.Users(table, Judges);
        if (judges.Count < FewestJudges)
            return Unlearnt;

        var interactions = Select(holdOut.Trains);
        _solver.Count(interactions, ct);
        var dampings = Dampings.Select(power => HeadWeights.Damping(interactions, Head, power)).ToArray();
        var (log, damping) = LogScale.FindBest(Unlearnt.Regularization * Step, Step, regularization =>
        {
            var head = _solver.Solve(regularization, ct);
            return [.. Judge(interactions, judges, new(head, null, 0), dampings.Length, (i, scores) => Multiply(scores, dampings[i]), ct)];
        });

        // Without a tail the scale cannot be learnt; items that an update brings will need one.
        var settings = Unlearnt with { Regularization = log, Damping = Dampings[damping] };
        return HasTail ? settings with { TailScale = ChooseTailScale(interactions, judges, settings, ct) } : settings;
    }

    float ChooseTailScale(Interactions interactions, List<HeldOut> judges, AffinitySettings settings, CancellationToken ct)
    {
        var model = WithTail(_solver.Solve(settings.Regularization, ct), interactions, settings, needsLists: true, ct);
        var gains = TailScales.Select(scale =>
            Judge(interactions, judges, model with { TailScale = scale }, 1, (_, _) => { }, ct)[0]).ToList();
        return TailScales[gains.IndexOf(gains.Max())];
    }

    // The mean gain of each variant of the scores.
    double[] Judge(
        Interactions interactions, List<HeldOut> judges, AffinityModel model, int variants, Action<int, float[]> vary, CancellationToken ct)
    {
        var gains = new double[judges.Count, variants];
        Parallel.For(0, judges.Count, new() { CancellationToken = ct }, NewScores, (i, _, scores) =>
        {
            var (items, strengths) = interactions.OfUser(judges[i].User);
            var (plain, varied) = scores;
            model.Score(items.Span, strengths.Span, plain);
            foreach (var item in items.Span)
                plain[item] = float.NegativeInfinity;
            for (var variant = 0; variant < variants; variant++)
            {
                plain.CopyTo(varied, 0);
                vary(variant, varied);
                gains[i, variant] = RankedGain.At10(varied, judges[i].Wanted);
            }

            return scores;
        }, _ => { });
        return [.. Enumerable.Range(0, variants).Select(v => Enumerable.Range(0, judges.Count).Average(i => gains[i, v]))];
    }

    (float[] Plain, float[] Varied) NewScores() => (new float[table.Items.Length], new float[table.Items.Length]);

    static void Multiply(float[] scores, float[] factors)
    {
        for (var item = 0; item < factors.Length; item++)
            scores[item] *= factors[item];
    }
}
