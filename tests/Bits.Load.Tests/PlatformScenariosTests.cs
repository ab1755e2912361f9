using System.IO.Compression;

namespace Bits.Load.Tests;

/// <summary>The scenarios of the platform and its features. How fast anything is, no test says.</summary>
[Slow]
public sealed class PlatformScenariosTests(EmptyDatabase database) : IClassFixture<EmptyDatabase>
{
    [Fact]
    public async Task Rpc_at_small_scale_measures_its_keys()
    {
        var figures = await LoadProcess.MeasureAsync(database, "rpc");

        Assert.Equal(["calls", "pipeline_overhead_ratio"], figures.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal(
            [
                "accounts.v1/GetMe", "groups.v1/ListPosts", "search.v1/Search", "notifications.v1/ListInbox",
                "groups.v1/LeaveGroup", "groups.v1/JoinGroup", "groups.v1/PostToGroup", "groups.v1/CreateGroup",
            ],
            figures.GetProperty("calls").EnumerateObject().Select(call => call.Name));
        Assert.All(figures.GetProperty("calls").EnumerateObject(), call => Assert.Equal(
            ["p50_ms", "p95_ms", "p99_ms", "rps"], call.Value.EnumerateObject().Select(figure => figure.Name)));
    }

    [Fact]
    public async Task Feed_at_small_scale_measures_its_keys() => Assert.Equal(
        ["members", "posts", "page_p95_ms", "page_20_ratio"],
        (await LoadProcess.MeasureAsync(database, "feed")).EnumerateObject().Select(figure => figure.Name));

    [Fact]
    public async Task Secrecy_at_small_scale_measures_its_keys() => Assert.Equal(
        ["pairs", "p_value"], (await LoadProcess.MeasureAsync(database, "secrecy")).EnumerateObject().Select(figure => figure.Name));

    [Fact]
    public async Task Photos_at_small_scale_measures_its_keys_and_takes_every_good_photo()
    {
        var figures = await LoadProcess.MeasureAsync(database, "photos");

        Assert.Equal(
            ["hostile", "hostile_refused", "hostile_slowest_ms", "photo_peak_rss_mb", "good", "good_refused", "good_per_s"],
            figures.EnumerateObject().Select(figure => figure.Name));
        Assert.True(figures.GetProperty("hostile").GetInt32() > 200);
        Assert.Equal(0, figures.GetProperty("good_refused").GetInt32());
    }

    [Fact]
    public async Task Matching_at_small_scale_measures_its_keys_and_is_best_and_stable()
    {
        var figures = await LoadProcess.MeasureAsync(database, "matching");

        Assert.Equal(
            [
                "mentees", "mentors", "slots", "value_share", "blocking_pairs_stable", "assign_seconds", "run_seconds", "run_peak_rss_mb",
                "peak_rss_mb", "fcfs_share", "greedy_share",
            ],
            figures.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal((1, 0), (figures.GetProperty("value_share").GetDouble(), figures.GetProperty("blocking_pairs_stable").GetInt64()));
    }

    [Fact]
    public async Task Web_at_small_scale_measures_its_keys()
    {
        var figures = await LoadProcess.MeasureAsync(database, "web");

        Assert.Equal(["pages", "pages_per_s", "streams", "rss_mb_streams"], figures.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal(
            ["home", "groups", "group", "members", "post", "search", "suggest", "notifications", "settings"],
            figures.GetProperty("pages").EnumerateObject().Select(page => page.Name));
        Assert.Equal(20, figures.GetProperty("streams").GetInt32());
    }

    [Fact]
    public async Task Recommend_scale_at_small_scale_measures_its_keys() => Assert.Equal(
        ["users", "items", "signals", "nightly_seconds", "hourly_seconds", "peak_rss_mb", "read_p95_ms"],
        (await LoadProcess.MeasureAsync(database, "recommend-scale")).EnumerateObject().Select(figure => figure.Name));

    [Theory]
    [InlineData("full")]
    [InlineData("neighbours")]
    public async Task Recommend_measures_its_keys_on_a_set_without_times(string model)
    {
        var folder = Directory.CreateTempSubdirectory("bits-recommend-");
        try
        {
            WriteInteractions(folder, "train.tsv.gz", user => Enumerable.Range(0, 5).Select(i => $"{user}\t{(user * 7 + i) % 20}\t1\t0"));
            WriteInteractions(folder, "test.tsv.gz", user => [$"{user}\t{(user * 7 + 5) % 20}\t1\t0"]);

            var (exit, output) = await LoadProcess.RunAsync("recommend", folder.FullName, "--model", model, "--database", database.ConnectionString);

            Assert.True(exit == 0, output);
            var figures = LoadProcess.LastLine(output);
            Assert.Equal(
                ["ndcg10", "popularity_ndcg10", "recent_popularity_ndcg10", "ease_ndcg10", "users", "coverage10"],
                figures.EnumerateObject().Select(figure => figure.Name));
            Assert.Equal(50, figures.GetProperty("users").GetInt32());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    static void WriteInteractions(DirectoryInfo folder, string name, Func<int, IEnumerable<string>> rows)
    {
        using var packed = new GZipStream(File.Create(Path.Combine(folder.FullName, name)), CompressionLevel.Fastest);
        using var writer = new StreamWriter(packed);
        foreach (var row in Enumerable.Range(0, 50).SelectMany(rows))
            writer.Write($"{row}\n");
    }
}
