using System.CommandLine;
using System.Diagnostics;
using System.Globalization;
using Bits.Load.Measuring;
using Bits.Load.Reporting;
using Bits.Recommender;

namespace Bits.Load.Recommend;

/// <summary>What the model costs: signals from a generator, training, recommendations for every user; then an hour's signals. In memory:
/// reading signals from PostgreSQL and writing candidates are not in it.</summary>
sealed class RecommendScaleScenario : IScenario
{
    const int Kept = 50;

    // As a container of 2 GB would: without it the collector lets garbage lie while the machine has memory.
    const ulong HeapLimit = 1_700_000_000;

    static readonly Option<int> Users = NumberOption.Create("--users", "users, from 100. Default 180,000.", 0, 100);

    public string Name => "recommend-scale";

    public string Description => "Time and memory of training the recommender and of recommending to every user, in memory.";

    public IReadOnlyList<Option> Options => [Users];

    public Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        AppContext.SetData("GCHeapHardLimit", HeapLimit);
        GC.RefreshMemoryLimit();
        var users = context.Given(Users, context.At(small: 1_000, full: 180_000));
        var items = context.At(small: 2_000, full: 60_000);
        var tenth = Measure(context, users / 10, items, ct);
        var whole = Measure(context, users, items, ct);
        Print(context, [tenth, whole]);

        var figures = new Figures();
        figures.Add("users", whole.Users);
        figures.Add("items", items);
        figures.Add("signals", whole.Signals);
        figures.Add("nightly_seconds", whole.Read + whole.Train + whole.Recommend);
        figures.Add("hourly_seconds", whole.Hourly);
        figures.Add("peak_rss_mb", whole.PeakMiB);
        return Task.FromResult(figures);
    }

    readonly record struct Cost(
        int Users, long Signals, double Read, double Train, double Recommend, double Hourly, double Cpu, double PeakMiB, TrainingReport Learnt);

    static Cost Measure(ScenarioContext context, int users, int items, CancellationToken ct)
    {
        var generated = new GeneratedSignals(users, items, users * context.At(small: 20, full: 111));
        ScenarioContext.Tell($"{users:N0} users: signals");
        var (trainer, signals, started, used) = (new RecommenderTrainer(), 0L, Stopwatch.GetTimestamp(), Environment.CpuUsage.TotalTime);
        foreach (var signal in generated.OfYear())
        {
            trainer.Add(signal);
            signals++;
        }

        var read = Seconds(ref started);
        ScenarioContext.Tell($"{signals:N0} signals: training");
        var model = trainer.Train(GeneratedSignals.Now, ct);
        var train = Seconds(ref started);
        ScenarioContext.Tell($"trained in {train:0} s: recommending");
        RecommendToAll(trainer, model, trainer.Users, ct);
        var recommend = Seconds(ref started);

        var cpu = (Environment.CpuUsage.TotalTime - used).TotalSeconds;
        ScenarioContext.Tell($"recommended in {recommend:0} s: an hour's signals");
        var hourly = Hour(context, generated, trainer, model, ct);
        return new(users, signals, read, train, recommend, hourly, cpu, ProcessMemory.PeakRssMiB(), model.Report);
    }

    static void RecommendToAll(RecommenderTrainer trainer, RecommenderModel model, IEnumerable<Guid> users, CancellationToken ct)
    {
        var query = new RecommendationQuery { Limit = Kept };
        Parallel.ForEach(users, new() { CancellationToken = ct }, user =>
        {
            if (model.Recommend(trainer.HistoryOf(user), query).Count == 0)
                throw new InvalidOperationException($"{user} got no recommendation.");
        });
    }

    static double Hour(
        ScenarioContext context, GeneratedSignals generated, RecommenderTrainer trainer, RecommenderModel model, CancellationToken ct)
    {
        var added = generated.OfNextHour(context.At(small: 100, full: 20_000)).ToList();
        var started = Stopwatch.GetTimestamp();
        var users = added.Select(signal => signal.User).Distinct().ToList();
        var updated = model.Update([.. users.SelectMany(trainer.HistoryOf)], added, GeneratedSignals.Now.AddHours(1), ct);
        RecommendToAll(trainer, updated, users, ct);
        return Seconds(ref started);
    }

    static double Seconds(ref long started)
    {
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        started = Stopwatch.GetTimestamp();
        return seconds;
    }

    static void Print(ScenarioContext context, Cost[] costs) => context.Report.Table(
        $"in memory, {Kept} recommendations with reasons for every user",
        ["users", "signals", "pairs", "read, s", "train, s", "recommend, s", "CPU of these, s", "an hour's, s", "peak, MiB", "head, tail of the pairs"],
        costs.Select(cost => (string[])
        [
            $"{cost.Users:N0}", $"{cost.Signals:N0}", $"{cost.Learnt.Pairs:N0}", Text(cost.Read), Text(cost.Train), Text(cost.Recommend),
            Text(cost.Cpu), Text(cost.Hourly), Text(cost.PeakMiB), $"{cost.Learnt.HeadShare:0.00}, {1 - cost.Learnt.HeadShare:0.00}",
        ]));

    static string Text(double value) => value.ToString("0.0", CultureInfo.InvariantCulture);
}
