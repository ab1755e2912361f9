using System.CommandLine;
using Bits.Load.Measuring;
using Bits.Load.Reporting;

namespace Bits.Load.Membership;

/// <summary>What the library costs above its statements, and whether reads stay flat while the table grows.</summary>
sealed class MembershipScenario : IScenario
{
    const int PageSize = 100;

    static readonly Option<int> ClientCount = Clients.CountOption();

    /// <summary>Clients over one of the tables, and the call that they make.</summary>
    sealed record Side(FilledMembers Members, Func<MembershipClient, Task> Call);

    public string Name => "membership";

    public string Description => "Reads of memberships against bare Npgsql and at two sizes of the table; the bulk import.";

    public IReadOnlyList<Option> Options => [ClientCount];

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var less = await FillAsync(context, users: context.At(small: 2_000, full: 150_000), ct);
        var more = await FillAsync(context, users: context.At(small: 20_000, full: 1_500_000), ct);
        var findings = new Findings();
        findings.Figures.Add("rows", more.Rows);

        await MeasureIsMemberAsync(context, more, findings, ct);
        await MeasureAllocationAsync(context, more, findings, ct);
        await MeasureGrowthAsync(context, less, more, findings, ct);
        await MeasureBatchAsync(context, more, findings, ct);
        await MeasureAgainstIsMemberAsync(
            context, more, findings, "tags_ratio", $"AudienceTags, {FilledMembers.ScopesPerJoiner} tags", c => c.TagsAsync(ct), ct);
        await MeasureAgainstIsMemberAsync(
            context, more, findings, "as_of_ratio", "WasMember at a moment", c => c.WasMemberAsync(ct), ct);
        await MeasureImportAsync(context, findings, ct);
        await MeasurePagesAsync(context, more, findings, ct);

        findings.Print(
            context.Report,
            $"{less.Rows:N0} and {more.Rows:N0} memberships; filled with triggers disabled and checks dropped, the ledger too, "
                + "then indexed, checks put back, vacuumed");
        return findings.Figures;
    }

    static async Task<FilledMembers> FillAsync(ScenarioContext context, int users, CancellationToken ct) =>
        await FilledMembers.FillAsync(await context.Database.NewSchemaAsync(ct), users, ct);

    static async Task MeasureIsMemberAsync(
        ScenarioContext context, FilledMembers members, Findings findings, CancellationToken ct)
    {
        var clients = context.Parsed.GetValue(ClientCount);
        var (library, bare) = await CompareAsync(
            context, clients, new(members, c => c.IsMemberAsync(ct)), new(members, c => c.IsMemberBareAsync(ct)), ct);

        findings.Explain(Spread.Of(library, l => l.PerSecond), $"IsMember a second, {clients} clients, library");
        findings.Explain(Spread.Of(bare, l => l.PerSecond), "the same by a prepared statement of bare Npgsql");
        findings.Add(
            "is_member_throughput_ratio", Spread.OfRatio(library, bare, l => l.PerSecond), "library / bare Npgsql");
        findings.Explain(Spread.Of(library, l => l.Latencies.P99), "p99 of IsMember in µs, library");
        findings.Explain(Spread.Of(bare, l => l.Latencies.P99), "the same by a prepared statement of bare Npgsql");
        findings.Add(
            "is_member_p99_ratio", Spread.OfRatio(library, bare, l => l.Latencies.P99), "library / bare Npgsql");
    }

    static async Task MeasureAllocationAsync(
        ScenarioContext context, FilledMembers members, Findings findings, CancellationToken ct)
    {
        var calls = context.At(small: 500, full: 20_000);
        await using var client = (await MembershipClient.ConnectAsync(members, 1, ct))[0];
        var sides = await Rounds.AlternateAsync(
            context.Rounds,
            [() => AllocatedAsync(() => client.IsMemberAsync(ct)), () => AllocatedAsync(() => client.IsMemberBareAsync(ct))],
            ct);

        findings.Add("allocated_bytes", Spread.Of(sides[0]), "bytes that one IsMember allocates, library");
        findings.Explain(Spread.Of(sides[1]), "the same by a prepared statement of bare Npgsql");

        // A call goes on in whatever thread its answer finds, so those of all threads count; nobody else is at work.
        async Task<double> AllocatedAsync(Func<Task> call)
        {
            var before = GC.GetTotalAllocatedBytes(precise: true);
            for (var i = 0; i < calls; i++)
                await call();

            return (GC.GetTotalAllocatedBytes(precise: true) - before) / (double)calls;
        }
    }

    static async Task MeasureGrowthAsync(
        ScenarioContext context, FilledMembers less, FilledMembers more, Findings findings, CancellationToken ct)
    {
        var (large, small) = await CompareAsync(
            context, 1, new(more, c => c.IsMemberAsync(ct)), new(less, c => c.IsMemberAsync(ct)), ct);

        findings.Explain(Spread.Of(large, l => l.Latencies.P50), $"p50 of IsMember in µs, {more.Rows:N0} rows");
        findings.Explain(Spread.Of(small, l => l.Latencies.P50), $"p50 of IsMember in µs, {less.Rows:N0} rows");
        findings.Add(
            "growth_15m", Spread.OfRatio(large, small, l => l.Latencies.P50), $"{more.Rows:N0} / {less.Rows:N0} rows");
    }

    static async Task MeasureBatchAsync(
        ScenarioContext context, FilledMembers members, Findings findings, CancellationToken ct)
    {
        var (single, batch) = await CompareAsync(
            context, 1, new(members, c => c.IsMemberTogetherAsync(ct)), new(members, c => c.AreMembersTogetherAsync(ct)), ct);
        findings.Add(
            "batch100_per_tuple_speedup", SpeedUp(single, batch),
            "AreMembers / IsMember, answers a second: one person's scopes, one scope's people, by turns");

        var (singlePair, pairs) = await CompareAsync(
            context, 1, new(members, c => c.IsMemberAsync(ct)), new(members, c => c.AreMembersAsync(ct)), ct);
        findings.Explain(SpeedUp(singlePair, pairs), "the same of people and scopes from all over the table");

        static Spread SpeedUp(IReadOnlyList<ClientLoad> single, IReadOnlyList<ClientLoad> batch) => Spread.Of(
            batch.Zip(single, (many, one) => many.PerSecond * MembershipClient.BatchSize / one.PerSecond));
    }

    static async Task MeasureAgainstIsMemberAsync(
        ScenarioContext context, FilledMembers members, Findings findings, string key, string what,
        Func<MembershipClient, Task> call, CancellationToken ct)
    {
        var (other, isMember) = await CompareAsync(
            context, 1, new(members, call), new(members, c => c.IsMemberAsync(ct)), ct);

        findings.Explain(Spread.Of(other, l => l.Latencies.P50), $"p50 of {what} in µs");
        findings.Explain(Spread.Of(isMember, l => l.Latencies.P50), "p50 of IsMember in µs, in turn with it");
        findings.Add(key, Spread.OfRatio(other, isMember, l => l.Latencies.P50), $"{what} / IsMember");
    }

    static async Task MeasureImportAsync(ScenarioContext context, Findings findings, CancellationToken ct)
    {
        var import = await BulkImport.CreateAsync(
            await context.Database.NewSchemaAsync(ct), people: context.At(small: 1_000, full: 60_000), ct);
        var seconds = await Rounds.AlternateAsync(context.Rounds, [() => import.RunAsync(ct)], ct);

        findings.Add(
            "import_180k_seconds", Spread.Of(seconds[0]),
            $"AddMembers of {import.Size:N0}, with the ledger, in one transaction");
    }

    static async Task MeasurePagesAsync(
        ScenarioContext context, FilledMembers members, Findings findings, CancellationToken ct)
    {
        var page = Math.Min(1_000, members.Users / PageSize);
        var (deep, first) = await CompareAsync(
            context, 1,
            new(members, c => c.PageAsync((page - 1) * PageSize, PageSize, ct)),
            new(members, c => c.PageAsync(before: 0, PageSize, ct)), ct);

        findings.Explain(
            Spread.Of(first, l => l.Latencies.P50), $"p50 of ListByScope in µs, page 1 of {PageSize} members");
        findings.Add("page_depth_ratio", Spread.OfRatio(deep, first, l => l.Latencies.P50), $"page {page:N0} / page 1");
    }

    static async Task<(IReadOnlyList<ClientLoad> One, IReadOnlyList<ClientLoad> Other)> CompareAsync(
        ScenarioContext context, int clients, Side one, Side other, CancellationToken ct)
    {
        var ones = await MembershipClient.ConnectAsync(one.Members, clients, ct);
        var others = await MembershipClient.ConnectAsync(other.Members, clients, ct);
        var sides = await Rounds.AlternateAsync(
            context.Rounds,
            [
                () => Clients.RunAsync([.. ones.Select(c => Call(c, one))], context.RoundTime),
                () => Clients.RunAsync([.. others.Select(c => Call(c, other))], context.RoundTime),
            ], ct);
        foreach (var client in ones.Concat(others))
            await client.DisposeAsync();

        return (sides[0], sides[1]);

        static Func<int, Task> Call(MembershipClient client, Side side) => _ => side.Call(client);
    }
}
