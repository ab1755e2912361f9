using Bits.Platform.Audit;
using Bits.Platform.Features.Recommending.Running;
using Bits.Platform.Rpc;
using Bits.Recommender;

namespace Bits.Platform.Features.Recommending;

/// <summary>How well the recommender would have predicted the last days.</summary>
/// <param name="Signals">The signals that it was trained on.</param>
/// <param name="Users">The users who were judged.</param>
/// <param name="Ndcg">The mean nDCG@10 of the recommendations; 1 is perfect.</param>
/// <param name="PopularityNdcg">The same of what is popular, in the same order for all.</param>
/// <param name="Coverage">The share of the documents that occur among the first ten of a user.</param>
public sealed record EvaluationResult(long Signals, int Users, double Ndcg, double PopularityNdcg, double Coverage);

/// <summary>Judges the recommender on signals of this installation: trains on all but the last days, and predicts those. Stores
/// nothing.</summary>
public sealed class RecommenderEvaluation(SystemPipeline pipeline, SignalReader signals, TimeProvider clock)
{
    const int Top = 10;
    const int MaxUsers = 5_000;

    static readonly SystemTask Evaluating = SystemTask.OfOperator("recommendations.evaluate", AuditClass.Access);

    /// <summary>Trains and judges.</summary>
    /// <param name="days">The number of days to predict, from 1.</param>
    /// <param name="ct">Stops the training.</param>
    public async Task<EvaluationResult> RunAsync(int days, CancellationToken ct)
    {
        var cut = clock.GetUtcNow().AddDays(-days);
        var (trainer, count, later) = await pipeline.RunAsync(Evaluating, call => ReadAsync(call, cut, ct), ct);
        var model = await Task.Run(() => trainer.Train(cut, ct), ct);
        return Judge(trainer, model, later, count);
    }

    async Task<(RecommenderTrainer Trainer, long Count, List<Signal> Later)> ReadAsync(SystemCall call, DateTimeOffset cut, CancellationToken ct)
    {
        call.Audit.If(changed: false);
        var (trainer, count, later) = (new RecommenderTrainer(), 0L, new List<Signal>());
        await foreach (var signal in signals.StreamAsync(call.Db, since: null, clock.GetUtcNow(), ct))
            if (signal.At >= cut)
                later.Add(signal);
            else
            {
                trainer.Add(signal);
                count++;
            }

        return (trainer, count, later);
    }

    static EvaluationResult Judge(RecommenderTrainer trainer, RecommenderModel model, List<Signal> later, long count)
    {
        var popular = model.Recommend([], new() { Limit = 1_000, Diversity = 0 }).Select(found => found.Item).ToList();
        var (own, common, shown, items) = (new List<double>(), new List<double>(), new HashSet<string>(), model.Items.ToHashSet());
        foreach (var user in later.Where(signal => signal.Weight > 0).GroupBy(signal => signal.User).OrderBy(user => user.Key).Take(MaxUsers))
        {
            var history = trainer.HistoryOf(user.Key);
            var known = history.Select(signal => signal.Item).ToHashSet();
            var wanted = user.Select(signal => signal.Item).Where(item => items.Contains(item) && !known.Contains(item)).ToHashSet();
            if (wanted.Count == 0)
                continue;

            var found = model.Recommend(history, new() { Limit = Top, Excluded = known }).Select(one => one.Item).ToList();
            shown.UnionWith(found);
            own.Add(Gain(found, wanted));
            common.Add(Gain(popular.Where(item => !known.Contains(item)).Take(Top), wanted));
        }

        return new(
            count, own.Count, own.DefaultIfEmpty().Average(), common.DefaultIfEmpty().Average(),
            items.Count == 0 ? 0 : (double)shown.Count / items.Count);
    }

    static double Gain(IEnumerable<string> found, HashSet<string> wanted) =>
        found.Select((item, place) => wanted.Contains(item) ? 1 / Math.Log2(place + 2) : 0).Sum()
        / Enumerable.Range(0, Math.Min(Top, wanted.Count)).Sum(place => 1 / Math.Log2(place + 2));
}
