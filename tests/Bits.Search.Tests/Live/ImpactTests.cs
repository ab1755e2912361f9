using Bits.Search.Live.Segments;
using Bits.Search.Ranking;

namespace Bits.Search.Tests.Live;

/// <summary>The impact of a posting is never less than what it adds to a rank, also where averages have changed since.</summary>
public sealed class ImpactTests
{
    [Fact]
    public void An_impact_is_no_less_than_its_posting_adds_by_whatever_averages()
    {
        var random = new Random(1);
        for (var i = 0; i < 20_000; i++)
        {
            var (lengths, measured, asked) = (new FieldLengths(random.Next(40), random.Next(400)), Averages(random), Averages(random));
            var occurrences = random.Next(2) == 0 ? new Occurrences(random.Next(4), random.Next(9)) : new(1, 0);

            var impact = Impact.Of((ushort)(occurrences.Title << 8 | occurrences.Body), FieldWeights.Of(lengths, measured), quality: 1);

            Assert.True(
                measured.Growth(asked) * impact / Impact.Max >= Bm25F.Saturation(occurrences, FieldWeights.Of(lengths, asked)),
                $"{lengths}, {occurrences}: {measured} to {asked}");
        }
    }

    static AverageLengths Averages(Random random) => new(Title: 1 + (20 * random.NextDouble()), Body: 1 + (200 * random.NextDouble()));
}
