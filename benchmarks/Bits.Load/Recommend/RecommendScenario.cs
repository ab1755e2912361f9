using System.CommandLine;
using System.Globalization;
using Bits.Load.Reporting;
using Bits.Load.Search;
using Bits.Recommender;

namespace Bits.Load.Recommend;

/// <summary>How well recommendations predict what users turn to next, on a set of interactions. Everything is learnt from its training
/// rows; nothing is tuned to a set.</summary>
sealed class RecommendScenario : IScenario
{
    const int Depth = 10;

    static readonly TimeSpan Week = TimeSpan.FromDays(7);
    static readonly double[] TextbookRegularizations = [200, 500];
    static readonly int[] Kept = [50, 200];

    static readonly Argument<DirectoryInfo> Folder = new Argument<DirectoryInfo>("DIR")
    {
        Description = "holds train.tsv.gz and test.tsv.gz (user, item, weight, unix time or 0)",
    }.AcceptExistingOnly();

    static readonly Option<Ranking> Model = new("--model")
    {
        HelpName = "full|neighbours",
        Description = "full: neighbours blended with popularity and recency; neighbours: the collaborative part alone. Default full.",
        CustomParser = result =>
        {
            switch (result.Tokens[0].Value)
            {
                case "full":
                    return Ranking.Blended;
                case "neighbours":
                    return Ranking.Neighbours;
                default:
                    result.AddError("--model: give full or neighbours.");
                    return default;
            }
        },
    };

    public string Name => "recommend";

    public string Description => "nDCG@10 of recommendations on a set of interactions, beside popularity and EASE.";

    public IReadOnlyList<Argument> Arguments => [Folder];

    public IReadOnlyList<Option> Options => [Model];

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var set = await InteractionSet.ReadAsync(context.Parsed.GetValue(Folder)!, ct);
        if (set.Wanted.Count == 0)
            throw new UsageException("DIR: no user of test.tsv.gz has both a training row and a new item.");

        ScenarioContext.Tell($"{set.Training.Count:N0} training rows, {set.Wanted.Count:N0} users to predict");
        var trainer = new RecommenderTrainer();
        foreach (var signal in set.Training)
            trainer.Add(signal);
        var model = trainer.Train(set.Now, ct);
        var found = Recommend(set, model, context.Parsed.GetValue(Model));

        var figures = new Figures();
        var gain = Gain(set, user => found[user]);
        figures.Add("ndcg10", gain);
        var rivals = Rivals(set);
        figures.Add("popularity_ndcg10", rivals[0].Gain);
        figures.Add("recent_popularity_ndcg10", rivals[1].Gain);
        figures.Add("ease_ndcg10", rivals.Skip(2).Take(TextbookRegularizations.Length).Max(rival => rival.Gain));
        figures.Add("users", set.Wanted.Count);
        figures.Add("coverage10", (double)found.Values.SelectMany(items => items).Distinct().Count() / model.Items.Count);
        Print(context, model.Report, [("ours", gain), .. rivals]);
        return figures;
    }

    static Dictionary<Guid, IReadOnlyList<string>> Recommend(InteractionSet set, RecommenderModel model, Ranking ranking) =>
        set.Wanted.Keys.AsParallel().ToDictionary(user => user, user =>
        {
            var history = set.Histories[user].ToList();
            var query = new RecommendationQuery
            {
                Limit = Depth,
                Reasons = 0,
                Ranking = ranking,
                Excluded = [.. history.Select(signal => signal.Item)],
            };
            return (IReadOnlyList<string>)[.. model.Recommend(history, query).Select(recommendation => recommendation.Item)];
        });

    static List<(string Name, double Gain)> Rivals(InteractionSet set)
    {
        ScenarioContext.Tell("popularity and textbook EASE");
        var ease = new TextbookEase(set);
        var weights = TextbookRegularizations.Select(ease.Weights).ToList();
        return
        [
            ("popularity", Gain(set, ByPopularity(set, _ => 1))),
            ("popularity with a half-life of a week", Gain(set, ByPopularity(set, s => Math.Pow(0.5, (set.Now - s.At) / Week)))),
            .. weights.Zip(TextbookRegularizations, (w, lambda) => ($"textbook EASE, regularization {lambda}", Gain(set, user => ease.Best(w, set.Histories[user])))),
            .. Kept.Select(kept => ($"  {TextbookRegularizations[^1]}, {kept} weights kept for each item",
                Gain(set, user => ease.Best(TextbookEase.Strongest(weights[^1], kept), set.Histories[user])))),
        ];
    }

    static Func<Guid, IReadOnlyList<string>> ByPopularity(InteractionSet set, Func<Signal, double> weight)
    {
        var ranked = set.Training.GroupBy(s => s.Item).OrderByDescending(g => g.Sum(weight)).ThenBy(g => g.Key, StringComparer.Ordinal).Select(g => g.Key).ToList();
        return user =>
        {
            var known = set.Histories[user].Select(s => s.Item).ToHashSet();
            return [.. ranked.Where(item => !known.Contains(item)).Take(Depth)];
        };
    }

    static double Gain(InteractionSet set, Func<Guid, IReadOnlyList<string>> found) =>
        set.Wanted.AsParallel().AsOrdered().Select(wanted => Relevance.NormalizedGain(found(wanted.Key), wanted.Value, Depth)).ToList().Average();

    static void Print(ScenarioContext context, TrainingReport learnt, (string Name, double Gain)[] rows)
    {
        context.Report.Table("nDCG@10", ["ranking", "nDCG@10"], rows.Select(row => (string[])[row.Name, Text(row.Gain)]));
        context.Report.Table("learnt from the training rows", ["what", ""],
        [
            ["users, items, pairs", $"{learnt.Users:N0}, {learnt.Items:N0}, {learnt.Pairs:N0}"],
            ["items in closed form, their share of the pairs", $"{learnt.HeadItems:N0}, {Text(learnt.HeadShare)}; the neighbours of the tail {Text(1 - learnt.HeadShare)}"],
            ["regularization, damping, scale of the tail", $"{learnt.Regularization:0.#}, {learnt.Damping}, {learnt.TailScale}"],
            ["blend learnt from", $"{learnt.BlendChoices:N0} users, held out {(learnt.IsBlendByTime ? "by time" : "at random")}"],
            ["weight of the neighbours", Text(learnt.AffinityWeight)],
            ["weight of popularity by half-life in days", string.Join(", ", learnt.PopularityWeights.Select(w => $"{w.Key}: {Text(w.Value)}"))],
        ]);
    }

    static string Text(double value) => value.ToString("0.0000", CultureInfo.InvariantCulture);
}
