using Bits.Platform.Features.Directory;
using Bits.Platform.Features.Directory.Acquainting;

namespace Bits.Platform.Tests.Features.Recommending;

/// <summary>Whom a user may know.</summary>
public sealed class AcquaintanceGraphTests
{
    static readonly Guid[] People = [.. Enumerable.Range(1, 400).Select(i => new Guid(i, 0, 0, new byte[8]))];

    [Fact]
    public void A_group_of_five_says_more_than_several_groups_of_hundreds()
    {
        var graph = Graph(
            [Circle("groups/small", 0, 1, 2, 3, 4), Circle("groups/one", 0, 300, from: 50), Circle("groups/two", 0, 300, from: 100)], []);

        var found = graph.Suggest(People[0], 3).Select(candidate => candidate.EntityId).ToList();
        var shared = graph.Suggest(People[0], 4);

        Assert.Equal(Ids(1, 2, 3), found.Order());
        Assert.Equal("groups/small", shared[0].Reasons[0].Name);
    }

    [Fact]
    public void Connections_count_from_two_on_and_those_of_few_count_more()
    {
        (int, int)[] pairs = [(0, 1), (0, 2), (1, 3), (2, 3), (1, 4), .. Enumerable.Range(10, 50).SelectMany(i => new[] { (0, 6), (0, 7), (6, i), (7, i) })];
        var graph = Graph([], pairs.Distinct());

        var found = graph.Suggest(People[0], 100).Select(candidate => candidate.EntityId).ToList();

        Assert.Equal(Id(3), found[0]);
        Assert.DoesNotContain(Id(4), found); // one connection alone would tell whose it is
        Assert.DoesNotContain(Id(1), found); // is connected
    }

    [Fact]
    public void A_company_counts_for_those_who_may_see_it_and_are_near_in_years()
    {
        Circle company = new(RecommendedPeople.ByCompany,
        [
            new(People[0], 2012, Audience.OnlyMe), new(People[1], 2014, Audience.Everyone), new(People[2], 2018, Audience.Everyone),
            new(People[3], 2012, Audience.OnlyMe), new(People[4], 2012, Audience.Batch), new(People[5], 2012, Audience.Groups), new(People[6], 2012, Audience.Connections),
        ]);

        Assert.Equal(Ids(1), Suggested(Graph([company], [])));
        Assert.Contains(Id(4), Suggested(Graph([company, Circle(RecommendedPeople.ByBatch, 0, 4)], [])));
        Assert.Equal(RecommendedPeople.ByBatch, Graph([company with { Members = [company.Members[0], company.Members[5]] }, new(RecommendedPeople.ByBatch, [new(People[0]), new(People[5])])], [])
            .Suggest(People[0], 1)[0].Reasons[0].Name);

        static IEnumerable<string> Suggested(AcquaintanceGraph graph) => graph.Suggest(People[0], 100).Select(one => one.EntityId).Order();
    }

    // Links of a made-up network, a fifth of them hidden: people meet in small groups, and by those whom they know.
    [Fact]
    public void Hidden_links_are_found_at_least_twice_as_often_as_by_counting_groups()
    {
        var network = new MadeUpNetwork(seed: 7, people: 1_500);

        var (ours, counted) = network.PrecisionAt10((people, circles, links) => new AcquaintanceGraph(
            people, circles.Select((circle, i) => new Circle($"groups/{i}", [.. circle.Select(member => new CircleMember(member))])), links, links).Suggest);

        Assert.True(ours >= 2 * counted, $"{ours} is less than twice {counted}");
    }

    static AcquaintanceGraph Graph(IEnumerable<Circle> circles, IEnumerable<(int One, int Other)> pairs)
    {
        var connections = pairs.Select(pair => (People[pair.One], People[pair.Other])).ToList();
        return new(People, circles, connections, connections);
    }

    static Circle Circle(string reason, params int[] members) => new(reason, [.. members.Select(member => new CircleMember(People[member]))]);

    static Circle Circle(string reason, int one, int count, int from) =>
        new(reason, [new(People[one]), .. Enumerable.Range(from, count).Select(member => new CircleMember(People[member]))]);

    static string Id(int person) => People[person].ToString();

    static IEnumerable<string> Ids(params int[] people) => people.Select(Id);
}
