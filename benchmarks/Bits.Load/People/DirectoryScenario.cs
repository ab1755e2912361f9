using System.CommandLine;
using Bits.Load.Measuring;
using Bits.Load.Reporting;
using Bits.Load.Rpc;
using Bits.Platform.Features.Directory.Finding;

namespace Bits.Load.People;

/// <summary>The directory: people suggested while a name is typed, through the whole pipeline; and a page of people with the
/// counts of all facets, found in memory and by statements.</summary>
sealed class DirectoryScenario : IScenario
{
    static readonly Option<int> PeopleCount = NumberOption.Create(
        "--people", "How many people there are; default 180,000, at scale small 2,000.", usual: 0, least: 1_000);

    public string Name => "directory";

    public string Description => "The directory: typing names, pages with facets, by memory and by statements.";

    public IReadOnlyList<Option> Options => [PeopleCount];

    public async Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var people = context.Given(PeopleCount, context.At(small: 2_000, full: 180_000));
        var schema = await context.Database.NewSchemaAsync(ct);
        ScenarioContext.Tell($"{people:N0} people, as demo data has them");
        using var platform = await InProcessPlatform.OpenAsync(schema, people, ct, isLimited: false);
        await schema.ExecuteAsync("vacuum analyze", [], ct);
        await platform.Get<LiveDirectory>().LoadAsync();
        var questions = await DirectoryQuestions.ReadAsync(schema, ct);
        await questions.CheckPathsAgreeAsync(platform, ct);

        var sides = await Rounds.AlternateAsync(
            context.Rounds,
            [
                () => RunAsync(context, i => questions.TypeAsync(platform, i, ct)),
                () => RunAsync(context, i => questions.CountAsync(platform, i, isLive: true, ct)),
                () => RunAsync(context, i => questions.CountAsync(platform, i, isLive: false, ct)),
                () => RunAsync(context, i => questions.ListAsync(platform, i, ct)),
            ], ct);

        return Print(context.Report, people, sides);
    }

    static Task<ClientLoad> RunAsync(ScenarioContext context, Func<int, Task> call) => Clients.RunAsync([call], context.RoundTime);

    static Figures Print(Report report, int people, IReadOnlyList<IReadOnlyList<ClientLoad>> sides)
    {
        var findings = new Findings();
        findings.Figures.Add("people", people);
        Add("typing_p95_ms", sides[0], "three letters of a name typed, the whole pipeline");
        Add("facets_live_p95_ms", sides[1], "a page and the counts of seven facets, in memory");
        Add("facets_sql_p95_ms", sides[2], "the same by statements");
        findings.Explain(Spread.Of(sides[3], l => l.Latencies.P50 / 1_000), "p50 of directory.v1/ListPeople in ms, the whole pipeline with the rows");
        findings.Explain(Spread.Of(sides[3], l => l.Latencies.P95 / 1_000), "p95 of the same");
        findings.Print(
            report, $"{people:N0} people, 1 client; questions in turn: none, a value, two values, a word, a word and a value, a full name");
        return findings.Figures;

        void Add(string key, IReadOnlyList<ClientLoad> side, string what)
        {
            findings.Explain(Spread.Of(side, l => l.Latencies.P50 / 1_000), $"p50 in ms: {what}");
            findings.Add(key, Spread.Of(side, l => l.Latencies.P95 / 1_000), $"p95 in ms: {what}");
        }
    }
}
