using System.CommandLine;
using Bits.Load.Database;
using Bits.Load.Measuring;
using Bits.Load.Reporting;
using Bits.Load.Rpc;
using Bits.Membership;

namespace Bits.Load.Web;

/// <summary>The pages of the web app over real HTTP, while thousands of members have its event stream open.</summary>
sealed class WebScenario : IScenario
{
    static readonly Option<int> ClientCount = Clients.CountOption();

    static readonly Option<int> StreamCount = NumberOption.Create(
        "--streams", "How many event streams are open; default 2,000, at scale small 20.", usual: 0, least: 1, most: 10_000);

    public string Name => "web";

    public string Description => "The pages of the web app, while members have its event stream open.";

    public IReadOnlyList<Option> Options => [ClientCount, StreamCount];

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var streams = context.Given(StreamCount, context.At(small: 20, full: 2_000));
        var (users, clients) = (context.At(small: 200, full: 20_000), context.Parsed.GetValue(ClientCount));
        var schema = await context.Database.NewSchemaAsync(ct);
        ScenarioContext.Tell($"demo data of {users:N0} users");
        using var platform = await InProcessPlatform.OpenAsync(schema, users, ct);
        var cast = await DemoCast.FindAsync(schema, platform.Get<Memberships>(), clients, ct);
        var pages = await ListPagesAsync(schema, cast, ct);
        await using var backend = await BackendProcess.StartAsync(schema, platform.KeyFile, ct);
        var members = await BrowserSession.SignInAsync(platform, schema, backend.Address, cast.MembersOfIt, Math.Max(streams, clients), ct);
        var readers = members.Take(cast.MembersOfIt.Count).ToList(); // whom every page is for

        using var browser = new PageBrowser(backend.Address);
        var before = ProcessMemory.RssMiB(backend.Process);
        ScenarioContext.Tell($"{streams:N0} event streams");
        await using var open = await OpenStreams.OpenAsync(backend.Address, [.. members.Take(streams)], ct);
        var sides = await Rounds.AlternateAsync(
            context.Rounds, [.. pages.Select(page => new Func<Task<ClientLoad>>(() => browser.LoadAsync(page, readers, clients, context.RoundTime, ct)))], ct);

        open.RequireOpen();
        return Print(context.Report, pages, sides, open.Count, before, ProcessMemory.RssMiB(backend.Process));
    }

    // What a member opens in a day.
    static async Task<IReadOnlyList<WebPage>> ListPagesAsync(LoadSchema schema, DemoCast cast, CancellationToken ct)
    {
        await using var command = schema.DataSource.CreateCommand(
            "select id from posts_post where scope = $1 and removed_at is null order by comments desc, id limit 1");
        command.Parameters.Add(new() { Value = Scope.Group(cast.PublicGroup).ToString() });
        var post = (Guid)(await command.ExecuteScalarAsync(ct))!;

        return
        [
            new("home", "/"), new("groups", "/groups"), new("group", $"/groups/{cast.PublicGroup}"),
            new("members", $"/groups/{cast.PublicGroup}/members"), new("post", $"/posts/{post}"),
            new("search", "/search?q=weekend"), new("suggest", "/search/suggest?q=week"),
            new("notifications", "/notifications"), new("settings", "/settings"),
        ];
    }

    static Figures Print(
        Report report, IReadOnlyList<WebPage> pages, IReadOnlyList<IReadOnlyList<ClientLoad>> sides, int streams,
        double before, double after)
    {
        var (findings, figures) = (new Findings(), new Figures());
        foreach (var (page, rounds) in pages.Zip(sides))
        {
            var one = new Figures();
            one.Add("p50_ms", Spread.Of(rounds, round => round.Latencies.P50 / 1_000));
            one.Add("p95_ms", Spread.Of(rounds, round => round.Latencies.P95 / 1_000));
            figures.Add(page.Name, one);
            findings.Explain(Spread.Of(rounds, round => round.Latencies.P95 / 1_000), $"p95 of {page.Name} in ms");
        }

        findings.Figures.Add("pages", figures);
        findings.Add(
            "pages_per_s", Spread.Of(Enumerable.Range(0, sides[0].Count), round => sides.Count / sides.Sum(side => 1 / side[round].PerSecond)),
            "pages a second, each as often as the others");
        findings.Figures.Add("streams", streams);
        findings.Explain(Spread.Of([before]), "MiB of the backend before the streams");
        findings.Add("rss_mb_streams", Spread.Of([after]), "MiB of the backend with the streams open, after all pages");
        findings.Print(report, $"{streams:N0} event streams are open; pages over HTTP; the worker is off");
        return findings.Figures;
    }
}
