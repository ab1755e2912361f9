using System.CommandLine;
using System.Text.Json;
using Bits.Load.Measuring;
using Bits.Load.Membership;
using Bits.Load.Reporting;
using Bits.Load.Rpc;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Load.Feed;

/// <summary>The feed of members of forty scopes, through the whole pipeline in this process: the first page, and page 20.</summary>
sealed class FeedScenario : IScenario
{
    const int PageSize = 20;
    const int Depth = 20;
    const int Readers = 50;

    static readonly Option<int> MemberCount = NumberOption.Create(
        "--members", "How many members there are; default 180,000, at scale small 2,000.", usual: 0, least: 1_000);

    static readonly Option<int> PostCount = NumberOption.Create(
        "--posts", "How many posts there are, up to ten of each member; default 1,000,000, at scale small 15,000.", usual: 0, least: 10_000);

    /// <summary>A reader, and where their page 20 begins.</summary>
    sealed record Reader(Identity Identity, string Cursor);

    public string Name => "feed";

    public string Description => "The feed of members of forty scopes: the first page, and page 20.";

    public IReadOnlyList<Option> Options => [MemberCount, PostCount];

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var members = context.Given(MemberCount, context.At(small: 2_000, full: 180_000));
        var posts = context.Given(PostCount, context.At(small: 15_000, full: 1_000_000));
        var schema = await context.Database.NewSchemaAsync(ct);
        ScenarioContext.Tell($"{members:N0} members");
        var filled = await FilledMembers.FillAsync(schema, members, ct);
        using var platform = await InProcessPlatform.OpenAsync(schema, users: 10, ct, isLimited: false);
        await FeedWorld.FillAsync(schema, posts, ct);
        var readers = await FindReadersAsync(platform, filled, ct);

        var sides = await Rounds.AlternateAsync(
            context.Rounds,
            [() => ReadAsync(platform, readers, _ => null, context.RoundTime, ct), () => ReadAsync(platform, readers, r => r.Cursor, context.RoundTime, ct)], ct);

        return Print(context.Report, members, posts, sides);
    }

    static Figures Print(
        Report report, int members, int posts, IReadOnlyList<IReadOnlyList<ClientLoad>> sides)
    {
        var findings = new Findings();
        findings.Figures.Add("members", members);
        findings.Figures.Add("posts", posts);
        findings.Explain(Spread.Of(sides[0], l => l.Latencies.P50 / 1_000), "p50 of page 1 in ms");
        findings.Add("page_p95_ms", Spread.Of(sides[0], l => l.Latencies.P95 / 1_000), "p95 of page 1 in ms, the whole pipeline");
        findings.Add("page_20_ratio", Spread.OfRatio(sides[1], sides[0], l => l.Latencies.P50), "p50 of page 20 / page 1");
        findings.Print(report, $"{members:N0} members, {posts:N0} posts, readers of 40 scopes, {PageSize} posts a page, 1 client");
        return findings.Figures;
    }

    static async Task<IReadOnlyList<Reader>> FindReadersAsync(InProcessPlatform platform, FilledMembers filled, CancellationToken ct)
    {
        var (random, readers) = (new Random(20261130), new List<Reader>());
        while (readers.Count < Readers)
        {
            var identity = Identity.OfUser(filled.AskJoiner(random));
            string? cursor = null;
            for (var page = 1; page < Depth; page++)
                cursor = JsonSerializer.Deserialize<JsonElement>((await PageAsync(platform, identity, cursor, ct)).Json)
                    .GetProperty("nextCursor").GetString()
                    ?? throw new InvalidOperationException("A reader has fewer than twenty pages. Give more posts.");
            readers.Add(new(identity, cursor!));
        }

        return readers;
    }

    static Task<ClientLoad> ReadAsync(
        InProcessPlatform platform, IReadOnlyList<Reader> readers, Func<Reader, string?> cursor, TimeSpan duration,
        CancellationToken ct) =>
        Clients.RunAsync([i => PageAsync(platform, readers[i % readers.Count].Identity, cursor(readers[i % readers.Count]), ct)], duration);

    static Task<RpcAnswer> PageAsync(InProcessPlatform platform, Identity reader, string? cursor, CancellationToken ct) =>
        platform.Get<RpcPipeline>().InvokeAsync(
            platform.Get<RpcRegistry>().Get("feed.v1/ListFeed"),
            JsonSerializer.SerializeToElement(new { limit = PageSize, cursor }, JsonSerializerOptions.Web),
            new(reader, RequestOrigin.Of(RequestOrigin.Http)), ct);
}
