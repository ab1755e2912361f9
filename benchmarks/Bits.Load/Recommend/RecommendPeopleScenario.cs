using System.CommandLine;
using Bits.Load.Reporting;
using Bits.Platform.Features.Directory.Acquainting;
using Bits.Platform.Tests.Features.Recommending;

namespace Bits.Load.Recommend;

/// <summary>Hidden links of made-up networks: how many of ten suggestions are right, beside counting shared groups.</summary>
sealed class RecommendPeopleScenario : IScenario
{
    public string Name => "recommend-people";

    public string Description => "Precision of people you may know on hidden links, beside counting shared groups.";

    public IReadOnlyList<Option> Options => [];

    public Task<Figures> RunAsync(ScenarioContext context, CancellationToken ct)
    {
        var found = Enumerable.Range(1, context.At(small: 1, full: 5)).Select(seed => new MadeUpNetwork(seed, people: 1_500).PrecisionAt10(
            (people, circles, links) => new AcquaintanceGraph(
                people, circles.Select((circle, i) => new Circle($"groups/{i}", [.. circle.Select(member => new CircleMember(member))])), links, links)
                .Suggest)).ToList();

        var figures = new Figures();
        figures.Add("precision10", found.Average(one => one.Ours));
        figures.Add("shared_groups_precision10", found.Average(one => one.Counted));
        figures.Add("precision_ratio", found.Average(one => one.Ours) / found.Average(one => one.Counted));
        return Task.FromResult(figures);
    }
}
