using System.CommandLine;
using Bits.Load.Database;
using Bits.Load.Measuring;
using Bits.Load.Reporting;
using Bits.Membership;

namespace Bits.Load.Rpc;

/// <summary>The main calls over HTTP, and what the pipeline costs above its handlers.</summary>
sealed class RpcScenario : IScenario
{
    static readonly Option<int> ClientCount = Clients.CountOption();

    /// <summary>What the rounds measured of one call.</summary>
    sealed record CallLoad(string Call, IReadOnlyList<ClientLoad> Rounds)
    {
        public Spread Milliseconds(double share) => Spread.Of(Rounds, round => round.Latencies.Percentile(share) / 1_000);

        public Spread PerSecond => Spread.Of(Rounds, round => round.PerSecond);
    }

    public string Name => "rpc";

    public string Description => "The main calls over real HTTP, and the pipeline against the bare handler.";

    public IReadOnlyList<Option> Options => [ClientCount];

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var (users, clients) = (context.At(small: 200, full: 20_000), context.Parsed.GetValue(ClientCount));
        var schema = await context.Database.NewSchemaAsync(ct);
        ScenarioContext.Tell($"demo data of {users:N0} users");
        using var platform = await InProcessPlatform.OpenAsync(schema, users, ct);
        var cast = await DemoCast.FindAsync(schema, platform.Get<Memberships>(), clients, ct);

        var calls = await MeasureCallsAsync(context, schema, platform, cast, clients, ct);
        Print(context.Report, $"{users:N0} users, {clients} clients over HTTP, milliseconds; the worker is off", calls);
        var findings = new Findings();
        findings.Figures.Add("calls", AsFigures(calls));
        await MeasurePipelineAsync(context, schema, platform, cast, findings, ct);
        findings.Print(context.Report, "ListPosts over HTTP, 1 client: the whole pipeline, and a bare endpoint with the same statements");

        return findings.Figures;
    }

    static async Task<List<CallLoad>> MeasureCallsAsync(
        ScenarioContext context, LoadSchema schema, InProcessPlatform platform, DemoCast cast, int clients,
        CancellationToken ct)
    {
        var cycles = CallCycle.All(cast);
        var users = cast.MembersOfIt.Take(cast.MembersOfIt.Count / clients * clients);
        var tokens = users.Select(platform.Token).ToArray();
        await using var backend = await BackendProcess.StartAsync(schema, platform.KeyFile, ct);
        using var http = new HttpClient { BaseAddress = backend.Address };

        var measured = await Rounds.AlternateAsync(
            context.Rounds,
            [.. cycles.Select(cycle => new Func<Task<IReadOnlyList<ClientLoad>>>(
                () => cycle.RunAsync(http, clients, tokens, context.RoundTime, ct)))],
            ct);

        return
        [
            .. cycles.Zip(measured).SelectMany(both => both.First.Calls.Select(
                (call, step) => new CallLoad(call, [.. both.Second.Select(round => round[step])]))),
        ];
    }

    static async Task MeasurePipelineAsync(
        ScenarioContext context, LoadSchema schema, InProcessPlatform platform, DemoCast cast, Findings findings,
        CancellationToken ct)
    {
        var user = cast.MembersOfIt[0];
        await using var backend = await BackendProcess.StartAsync(schema, platform.KeyFile, ct);
        await using var bare = await BackendProcess.StartBareAsync(schema, ct);
        var sides = await new PipelineOverhead(backend.Address, bare.Address, platform.Token(user), user, cast)
            .MeasureAsync(context, ct);

        findings.Explain(Spread.Of(sides[0], l => l.Latencies.P50), "p50 in µs by the whole pipeline");
        findings.Explain(Spread.Of(sides[1], l => l.Latencies.P50), "p50 in µs of the bare endpoint");
        findings.Add(
            "pipeline_overhead_ratio", Spread.OfRatio(sides[0], sides[1], l => l.Latencies.P50), "pipeline / bare endpoint");
    }

    static void Print(Report report, string title, IEnumerable<CallLoad> calls) => report.Table(
        title, ["call", "p50", "p95", "p99", "calls a second"],
        calls.Select(c => (string[])
        [
            c.Call, $"{c.Milliseconds(0.50)}", $"{c.Milliseconds(0.95)}", $"{c.Milliseconds(0.99)}", $"{c.PerSecond}",
        ]));

    static Figures AsFigures(IEnumerable<CallLoad> calls)
    {
        var figures = new Figures();
        foreach (var call in calls)
        {
            var one = new Figures();
            one.Add("p50_ms", call.Milliseconds(0.50));
            one.Add("p95_ms", call.Milliseconds(0.95));
            one.Add("p99_ms", call.Milliseconds(0.99));
            one.Add("rps", call.PerSecond);
            figures.Add(call.Call, one);
        }

        return figures;
    }
}
