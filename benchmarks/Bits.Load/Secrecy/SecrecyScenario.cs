using System.CommandLine;
using System.Diagnostics;
using Bits.Load.Measuring;
using Bits.Load.Reporting;
using Bits.Load.Rpc;
using Bits.Platform.Rpc;

namespace Bits.Load.Secrecy;

/// <summary>Whether the time of an answer tells an outsider that a secret group exists: calls about secret groups, and the
/// same about groups that do not exist, in pairs, the one or the other first.</summary>
sealed class SecrecyScenario : IScenario
{
    const int Groups = 20;
    const int WarmUps = 100; // until the code of both sides is compiled to its best

    static readonly Option<int> PairCount = NumberOption.Create(
        "--pairs", "How many pairs of calls are timed; default 2,000, at scale small 130.", usual: 0, least: 130, most: 1_000_000);

    public string Name => "secrecy";

    public string Description => "The times of answers about secret groups, and about groups that do not exist.";

    public IReadOnlyList<Option> Options => [PairCount];

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var pairs = context.Given(PairCount, context.At(small: 130, full: 2_000));
        var schema = await context.Database.NewSchemaAsync(ct);
        using var platform = await InProcessPlatform.OpenAsync(schema, context.At(small: 200, full: 2_000), ct, isLimited: false);
        var world = await SecretWorld.FoundAsync(platform, schema, Groups, ct);
        ScenarioContext.Tell($"{pairs:N0} pairs of calls");
        var times = await MeasureAsync(platform, world, pairs, ct);

        return Print(context.Report, pairs, times);
    }

    static async Task<IReadOnlyList<CallTimes>> MeasureAsync(
        InProcessPlatform platform, SecretWorld world, int pairs, CancellationToken ct)
    {
        var random = new Random(20261130);
        CallTimes[] times = [.. OutsiderCall.All.Select(call => new CallTimes(call.Title))];
        for (var i = -WarmUps * times.Length; i < pairs; i++)
        {
            var place = (i + WarmUps * times.Length) % times.Length;
            var at = random.Next(Groups);
            double hidden, missing;
            if (random.Next(2) == 0)
            {
                hidden = await TimeAsync(OutsiderCall.All[place], world.Hidden[at]);
                missing = await TimeAsync(OutsiderCall.All[place], world.Missing[at]);
            }
            else
            {
                missing = await TimeAsync(OutsiderCall.All[place], world.Missing[at]);
                hidden = await TimeAsync(OutsiderCall.All[place], world.Hidden[at]);
            }

            if (i < 0)
                continue;
            times[place].Hidden.Add(hidden);
            times[place].Missing.Add(missing);
        }

        return times;

        async Task<double> TimeAsync(OutsiderCall call, SecretTraces traces)
        {
            var started = Stopwatch.GetTimestamp();
            var answer = await AskAsync(platform, world.Outsider, call, traces, ct);
            var elapsed = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            return answer == call.Answer
                ? elapsed
                : throw new InvalidOperationException($"{call.Title} was answered with {answer}, not with {call.Answer}.");
        }
    }

    // The reason of the refusal, or "nothing" for an answer without hits.
    static async Task<string> AskAsync(
        InProcessPlatform platform, Guid outsider, OutsiderCall call, SecretTraces traces, CancellationToken ct)
    {
        try
        {
            return (await platform.CallAsync(outsider, call.Rpc, call.Request(traces), ct)).EnumerateObject()
                .Any(field => field is { Name: "hits" or "groups" or "suggestions", Value: var list } && list.GetArrayLength() > 0)
                ? "something"
                : "nothing";
        }
        catch (FaultException fault)
        {
            return fault.Reason;
        }
    }

    static Figures Print(Report report, int pairs, IReadOnlyList<CallTimes> times)
    {
        report.Table(
            "the same call about a secret group and about a missing one, by an outsider in this process", ["call", "pairs", "secret p50 µs", "missing p50 µs", "p"],
            times.Select(call => (string[])
            [
                call.Call, $"{call.Hidden.Count}", $"{Spread.Of(call.Hidden).Median:0}", $"{Spread.Of(call.Missing).Median:0}",
                $"{RankTest.PValue([(call.Hidden, call.Missing)]):0.000}",
            ]));
        var figures = new Figures();
        figures.Add("pairs", pairs);
        figures.Add("p_value", RankTest.PValue(times.Select(call => ((IReadOnlyList<double>)call.Hidden, (IReadOnlyList<double>)call.Missing))));
        return figures;
    }

    /// <summary>What a call took, in microseconds.</summary>
    sealed record CallTimes(string Call)
    {
        public List<double> Hidden { get; } = [];

        public List<double> Missing { get; } = [];
    }
}
