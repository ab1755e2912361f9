using System.CommandLine;
using System.Diagnostics;
using Bits.Load.Database;
using Bits.Load.Measuring;
using Bits.Load.Reporting;
using Bits.Load.Rpc;
using Bits.Membership;

namespace Bits.Load.Faults;

/// <summary>Calls over HTTP while the database restarts, a worker is killed and the backends are replaced: what clients feel
/// of it, and that nothing they were told is lost or done twice.</summary>
sealed class FaultsScenario : IScenario
{
    const int LeastPeople = 5;
    const int MostPeople = 500;

    static readonly Option<int> ClientCount = Clients.CountOption();

    static readonly Option<int> Minutes = NumberOption.Create(
        "--minutes", "How long the load lasts at full scale, 1 to 600; default 10.", usual: 10, least: 1, most: 600);

    public string Name => "rpc-faults";

    public string Description => "Calls over HTTP while the database restarts, a worker is killed and the backends are replaced.";

    public IReadOnlyList<Option> Options => [ClientCount, Minutes];

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var users = context.At(small: 200, full: 180_000);
        var schema = await context.Database.NewSchemaAsync(ct);
        ScenarioContext.Tell($"demo data of {users:N0} users");
        using var platform = await InProcessPlatform.OpenAsync(schema, users, ct);
        var drainDelay = context.At(small: "--Http:DrainDelay=00:00:03", full: "--Http:DrainDelay=00:00:05");
        await using var nodes = await Nodes.StartAsync(
            starting => BackendProcess.StartAsync(schema, platform.KeyFile, [drainDelay], starting), ct);
        await using var faults = await FaultPlan.OpenAsync(context, schema, nodes, ct);
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(15) };

        return await RunAsync(context, schema, faults, await CastAsync(context, schema, platform, nodes, http, ct), ct);
    }

    static async Task<Figures> RunAsync(
        ScenarioContext context, LoadSchema schema, FaultPlan faults, IReadOnlyList<(LoadClient Client, RepeatingCaller Caller)> clients,
        CancellationToken ct)
    {
        await Task.WhenAll(clients.Select(c => c.Client.SettleAsync(context.At(2, 10), context.At(3, 10), ct)));
        foreach (var (_, caller) in clients)
            caller.Forget();

        var length = context.At(TimeSpan.FromSeconds(15), TimeSpan.FromMinutes(context.Parsed.GetValue(Minutes)));
        var began = Stopwatch.GetTimestamp();
        var windows = await LoadAsync(faults, clients.Select(c => c.Client), length, ct);
        var took = Stopwatch.GetElapsedTime(began);
        faults.RequireWorker();

        var proof = new Proof(
            schema, [.. clients.SelectMany(c => c.Client.Acknowledged)], [.. clients.SelectMany(c => c.Client.Homes)]);
        ScenarioContext.Tell("the queue drains");
        var stopped = Stopwatch.GetTimestamp();
        await proof.DrainedAsync(ct);
        var drained = Stopwatch.GetElapsedTime(stopped).TotalSeconds;
        var shown = await proof.CheckAsync(ct);

        var measured = new FaultMeasurement(
            [.. clients.SelectMany(c => c.Caller.Answered)], [.. clients.SelectMany(c => c.Caller.FailedTries)], windows,
            before: context.At(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(10)));
        FaultReport.Print(context.Report, measured, shown);
        return FaultReport.AsFigures(measured, took, drained, shown);
    }

    static async Task<IReadOnlyList<FaultWindow>> LoadAsync(
        FaultPlan faults, IEnumerable<LoadClient> clients, TimeSpan length, CancellationToken ct)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        var load = Task.WhenAll(clients.Select(client => Task.Run(() => CallAsync(client), ct)));
        try
        {
            return await faults.RunAsync(length, stop.Token);
        }
        finally
        {
            await stop.CancelAsync();
            await load;
        }

        // A client that fails ends the load: what it found is the answer then.
        async Task CallAsync(LoadClient client)
        {
            try
            {
                await client.RunAsync(stop.Token, ct);
            }
            catch
            {
                await stop.CancelAsync();
                throw;
            }
        }
    }

    static async Task<IReadOnlyList<(LoadClient Client, RepeatingCaller Caller)>> CastAsync(
        ScenarioContext context, LoadSchema schema, InProcessPlatform platform, Nodes nodes, HttpClient http, CancellationToken ct)
    {
        var clients = context.Parsed.GetValue(ClientCount);
        var cast = await DemoCast.FindAsync(schema, platform.Get<Memberships>(), clients, ct);
        var each = Math.Min(MostPeople, cast.MembersOfIt.Count / clients);
        if (each < LeastPeople)
            throw new UsageException($"--clients: the demo data of this scale have people for {cast.MembersOfIt.Count / LeastPeople}.");

        return
        [
            .. cast.MembersOfIt.Chunk(each).Take(clients).Select((ids, number) =>
            {
                var caller = new RepeatingCaller(nodes, http);
                Person[] people = [.. ids.Select(id => new Person(id, platform.Token(id)))];
                return (new LoadClient(number, people, cast.PublicGroup, caller), caller);
            }),
        ];
    }
}
