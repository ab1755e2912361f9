using Bits.Platform.Features.Directory;
using Bits.Platform.Features.Directory.Finding;

namespace Bits.Platform.Tests.Features.Directory;

/// <summary>The most frequent values of a facet, against all of them.</summary>
public sealed class ValueTableTests
{
    [Fact]
    public void The_most_frequent_values_are_those_of_a_full_list()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            var (values, people) = Fill(random);
            string[] chosen = ["acme 3", "acme 29", "unknown"];

            var top = values.ListTop(Facet.Company, people, FacetCount.Shown, chosen);
            var all = values.ListTop(Facet.Company, people, limit: 1_000, chosen);

            Assert.Equal(Shown(all), Shown(top));
        }

        static string Shown(IEnumerable<WrittenCount> counts) => string.Join('\n', FacetCount
            .Of([.. counts], new Dictionary<Facet, IReadOnlyList<string>> { [Facet.Company] = ["acme 3", "acme 29", "unknown"] })
            .Single(facet => facet.Facet == Facet.Company).Values);
    }

    // Few different counts, so that many are equal; three spellings of each value.
    static (ValueTable Values, int[] People) Fill(Random random)
    {
        var values = new ValueTable();
        for (var i = 0; i < 90; i++)
            values.NumberOf(Facet.Company, random.Next(3) switch { 0 => $"Acme {i % 30}", 1 => $"ACME {i % 30}", _ => $"acme {i % 30}" });
        return (values, [0, .. Enumerable.Range(1, values.CountOf(Facet.Company) - 1).Select(_ => random.Next(4))]);
    }
}
