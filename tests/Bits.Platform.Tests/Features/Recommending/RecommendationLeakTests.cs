using System.Text.Json;

namespace Bits.Platform.Tests.Features.Recommending;

/// <summary>A small network that changes at random between runs and reads, against what is known of it without the database: no read
/// shows what its reader may not see or has, and no reason names it. A short page is the beginning of a long one.</summary>
[Slow]
public sealed class RecommendationLeakTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    const int AllCases = 20_000;
    const int CasesPerRun = 100;
    const int Seed = 20261201;

    readonly RecommendingWorld _world = new(platform);

    [Fact]
    public async Task No_recommendation_and_no_reason_shows_what_the_reader_may_not_see()
    {
        var oracle = new LeakOracle(platform, _world, new Random(Seed));
        await oracle.PrepareAsync();
        var shown = new Dictionary<string, int> { ["groups"] = 0, ["posts"] = 0, ["people"] = 0 };
        for (var i = 0; i < Cases.Of(AllCases); i++)
        {
            if (i % CasesPerRun == 0)
                await _world.TrainAsync();
            else if (i % CasesPerRun == CasesPerRun / 2)
                await _world.RefreshAsync();
            var change = await oracle.ChangeAsync();
            var reader = oracle.AnyReader();
            foreach (var kind in shown.Keys)
            {
                var found = await _world.ListAsync(oracle.Ids[reader], kind);
                shown[kind] += Check(oracle, reader, kind, found, $"seed {Seed}, case {i} after {change}");
                if (i % 3 == 0)
                    Assert.Equal(found.Take(2).Select(IdOf), (await _world.ListAsync(oracle.Ids[reader], kind, limit: 2)).Select(IdOf));
            }
        }

        Assert.All(shown, kind => Assert.True(kind.Value >= Cases.Of(AllCases) / 10, $"{kind.Key}: {kind.Value} shown"));
    }

    static string IdOf(JsonElement one) => one.GetProperty("entityId").GetString()!;

    static int Check(LeakOracle oracle, int reader, string kind, List<JsonElement> found, string which)
    {
        foreach (var one in found)
        {
            var (id, reason, title) = (IdOf(one), one.GetProperty("reason").GetString()!, one.GetProperty("title").GetString()!);
            Assert.True(oracle.MayGet(reader, kind, id), $"{which}: {oracle.Names[reader]} was recommended {title} ({kind})");
            foreach (var name in oracle.HiddenFrom(reader, kind == "people" ? id : null))
                Assert.False(reason.Contains(name, StringComparison.Ordinal), $"{which}: {oracle.Names[reader]} read {reason}");
        }

        return found.Count;
    }
}
