using System.IO.Compression;
using System.Text.Json;

namespace Bits.Load.Tests;

/// <summary>The runner as a process, as everybody starts it. How fast anything is, no test says.</summary>
[Slow]
public sealed class ScenariosTests(EmptyDatabase database) : IClassFixture<EmptyDatabase>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Membership_at_small_scale_measures_its_keys()
    {
        var figures = await MeasureAsync("membership");

        Assert.Equal(
            [
                "rows", "is_member_throughput_ratio", "is_member_p99_ratio", "allocated_bytes", "growth_15m",
                "batch100_per_tuple_speedup", "tags_ratio", "as_of_ratio", "import_180k_seconds", "page_depth_ratio",
            ],
            figures.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal(200_000, figures.GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task Rpc_at_small_scale_measures_its_keys()
    {
        var figures = await MeasureAsync("rpc");

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
        (await MeasureAsync("feed")).EnumerateObject().Select(figure => figure.Name));

    [Fact]
    public async Task Fanout_at_small_scale_measures_its_keys_and_nothing_is_sent_twice_or_lost()
    {
        var figures = await MeasureAsync("fanout");

        Assert.Equal(
            ["recipients", "channels", "planned_seconds", "accepted_once", "accepted_twice", "unknown", "lost"],
            figures.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal((0, 0), (figures.GetProperty("accepted_twice").GetInt32(), figures.GetProperty("lost").GetInt32()));
    }

    [Fact]
    public async Task Secrecy_at_small_scale_measures_its_keys() => Assert.Equal(
        ["pairs", "p_value"], (await MeasureAsync("secrecy")).EnumerateObject().Select(figure => figure.Name));

    [Fact]
    public async Task Photos_at_small_scale_measures_its_keys_and_takes_every_good_photo()
    {
        var figures = await MeasureAsync("photos");

        Assert.Equal(
            ["hostile", "hostile_refused", "hostile_slowest_ms", "photo_peak_rss_mb", "good", "good_refused", "good_per_s"],
            figures.EnumerateObject().Select(figure => figure.Name));
        Assert.True(figures.GetProperty("hostile").GetInt32() > 200);
        Assert.Equal(0, figures.GetProperty("good_refused").GetInt32());
    }

    [Fact]
    public async Task Matching_at_small_scale_measures_its_keys_and_is_best_and_stable()
    {
        var figures = await MeasureAsync("matching");

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
        var figures = await MeasureAsync("web");

        Assert.Equal(["pages", "pages_per_s", "streams", "rss_mb_streams"], figures.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal(
            ["home", "groups", "group", "members", "post", "search", "suggest", "notifications", "settings"],
            figures.GetProperty("pages").EnumerateObject().Select(page => page.Name));
        Assert.Equal(20, figures.GetProperty("streams").GetInt32());
    }

    [Fact]
    public async Task Rpc_faults_at_small_scale_measures_its_keys_and_loses_nothing()
    {
        var (exit, output) = await RunAsync("rpc-faults", "--scale", "small");

        Assert.True(exit == 0, output);
        AssertFaults(LastLine(output), ["postgres_restart", "worker_kill", "rolling_restart"]);
    }

    [Fact]
    public async Task Rpc_faults_leaves_a_given_database_running()
    {
        AssertFaults(await MeasureAsync("rpc-faults"), ["worker_kill", "rolling_restart"]);
    }

    [Fact]
    public async Task Search_at_small_scale_measures_its_keys()
    {
        var figures = await MeasureAsync("search");

        Assert.Equal(
            [
                "documents", "classes", "round_trips", "blocks_500_ratio", "sql_blocks_500_ratio", "p95_200k_ms", "sql_p95_200k_ms", "qps_8",
                "qps_8_writers_2", "sql_qps_8", "freshness_probes", "freshness_misses", "cold_start_seconds", "bytes_per_document", "upsert_added_p95_ms",
                "upsert_200k_seconds",
            ],
            figures.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal(
            ["rare", "medium", "common", "and2_common", "and2_mixed", "or3_mixed", "or4_common", "name", "prefix", "page_2_10"],
            figures.GetProperty("classes").EnumerateObject().Select(figure => figure.Name));
        Assert.All(figures.GetProperty("classes").EnumerateObject(), one => Assert.Equal(
            [
                "p50_ms", "p95_ms", "sql_p95_ms", "seed_p50_ms", "seed_p95_ms", "sqlite_p50_ms", "sqlite_p95_ms", "lucene_p50_ms",
                "lucene_p95_ms",
            ],
            one.Value.EnumerateObject().Select(figure => figure.Name)));
        Assert.Equal(0, figures.GetProperty("freshness_misses").GetInt32());
    }

    [Fact]
    public async Task Jobs_at_small_scale_measures_its_keys() => Assert.Equal(
        [
            "cpu_us_per_job_enqueue", "cpu_us_per_job_single", "cpu_us_per_job_drain", "drain_10", "drain_50", "drain_100",
            "bulk_enqueue", "single_enqueue_1", "single_enqueue_10", "pickup_p99_ms_200", "pickup_p99_ms_1000",
            "wal_bytes_per_job", "features_unused_ratio",
        ],
        (await MeasureAsync("jobs")).EnumerateObject().Select(figure => figure.Name));

    [Fact]
    public async Task Jobs_flat_at_small_scale_measures_its_keys() => Assert.Equal(
        [
            "pinned_ratio", "backlog_10m_ratio", "soak_p99_first_ms", "soak_p99_last_ms", "soak_size_growth_ratio",
            "worker_rss_mb_start", "worker_rss_mb_end",
        ],
        (await MeasureAsync("jobs-flat")).EnumerateObject().Select(figure => figure.Name));

    [Fact]
    public async Task Jobs_fairness_at_small_scale_measures_its_keys_and_finds_no_violation()
    {
        var figures = await MeasureAsync("jobs-fairness");

        Assert.Equal(["light_keys_slowdown", "limit_violations"], figures.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal(0, figures.GetProperty("limit_violations").GetInt32());
    }

    [Fact]
    public async Task Recommend_scale_at_small_scale_measures_its_keys() => Assert.Equal(
        ["users", "items", "signals", "nightly_seconds", "hourly_seconds", "peak_rss_mb", "read_p95_ms"],
        (await MeasureAsync("recommend-scale")).EnumerateObject().Select(figure => figure.Name));

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

            var (exit, output) = await RunAsync("recommend", folder.FullName, "--model", model, "--database", database.ConnectionString);

            Assert.True(exit == 0, output);
            var figures = LastLine(output);
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

    [Theory]
    [InlineData("no-such-scenario", "  membership ")]
    [InlineData("membership --scale medium", "--scale")]
    [InlineData("membership --clients 0", "--clients")]
    [InlineData("jobs-flat --soak-minutes 601", "--soak-minutes")]
    [InlineData("search --documents 1999", "--documents")]
    [InlineData("membership --fast", "--fast")]
    [InlineData("recommend . --model best", "--model")]
    [InlineData("rpc --database postgres://nobody@127.0.0.1:1/nothing", "--database")]
    public async Task A_wrong_command_line_is_refused_and_says_what_is_wrong(string arguments, string said)
    {
        var (exit, output) = await RunAsync(arguments.Split(' '));

        Assert.Equal(2, exit);
        Assert.Contains(said, output, StringComparison.Ordinal);
    }

    async Task<JsonElement> MeasureAsync(string scenario)
    {
        var (exit, output) = await RunAsync(scenario, "--scale", "small", "--database", database.ConnectionString);

        Assert.True(exit == 0, output);
        Assert.False(await database.DataSource.ValueAsync<bool>(
            "select exists (select from pg_namespace where nspname like 'bits\\_load%')"));
        return LastLine(output);
    }

    static JsonElement LastLine(string output) =>
        JsonSerializer.Deserialize<JsonElement>(output.Split('\n').Last(line => !line.StartsWith('·')));

    static void AssertFaults(JsonElement figures, string[] faults)
    {
        Assert.Equal(
            ["answered", "rps", "failed_tries", "failed_tries_outside", "error_rate", "drained_seconds", "calls", "faults", "proof"],
            figures.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal(
            [
                "accounts.v1/GetMe", "groups.v1/CreateGroup", "groups.v1/JoinGroup", "groups.v1/LeaveGroup", "groups.v1/ListPosts",
                "groups.v1/PostToGroup", "notifications.v1/ListInbox", "search.v1/Search",
            ],
            figures.GetProperty("calls").EnumerateObject().Select(call => call.Name));
        Assert.Equal(faults, figures.GetProperty("faults").EnumerateObject().Select(fault => fault.Name));
        Assert.Equal(0, figures.GetProperty("faults").GetProperty("rolling_restart").GetProperty("failed_tries").GetInt32());
        Assert.Equal(
            ["groups", "posts", "memberships", "audit_events", "notifications"],
            figures.GetProperty("proof").EnumerateObject().Select(check => check.Name));
        Assert.All(figures.GetProperty("proof").EnumerateObject(), check =>
        {
            Assert.True(check.Value.GetProperty("acknowledged").GetInt64() > 0, $"{check}");
            Assert.Equal((0, 0), (check.Value.GetProperty("lost").GetInt64(), check.Value.GetProperty("surplus").GetInt64()));
        });
    }

    static async Task<(int Exit, string Output)> RunAsync(params string[] args)
    {
        await using var process = ProgramProcess.StartBuilt("Bits.Load", args, new Dictionary<string, string?>());
        var exit = await process.ExitAsync(Ct);
        return (exit, process.Output);
    }
}
