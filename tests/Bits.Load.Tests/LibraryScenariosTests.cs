namespace Bits.Load.Tests;

/// <summary>The scenarios of the libraries, each as a process. How fast anything is, no test says.</summary>
[Slow]
public sealed class LibraryScenariosTests(EmptyDatabase database) : IClassFixture<EmptyDatabase>
{
    [Fact]
    public async Task Membership_at_small_scale_measures_its_keys()
    {
        var figures = await LoadProcess.MeasureAsync(database, "membership");

        Assert.Equal(
            [
                "rows", "is_member_throughput_ratio", "is_member_p99_ratio", "allocated_bytes", "growth_15m",
                "batch100_per_tuple_speedup", "tags_ratio", "as_of_ratio", "import_180k_seconds", "page_depth_ratio",
            ],
            figures.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal(200_000, figures.GetProperty("rows").GetInt32());
    }

    [Fact]
    public async Task Search_at_small_scale_measures_its_keys()
    {
        var figures = await LoadProcess.MeasureAsync(database, "search");

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
        (await LoadProcess.MeasureAsync(database, "jobs")).EnumerateObject().Select(figure => figure.Name));

    [Fact]
    public async Task Jobs_flat_at_small_scale_measures_its_keys() => Assert.Equal(
        [
            "pinned_ratio", "backlog_10m_ratio", "soak_p99_first_ms", "soak_p99_last_ms", "soak_size_growth_ratio",
            "worker_rss_mb_start", "worker_rss_mb_end",
        ],
        (await LoadProcess.MeasureAsync(database, "jobs-flat")).EnumerateObject().Select(figure => figure.Name));

    [Fact]
    public async Task Jobs_fairness_at_small_scale_measures_its_keys_and_finds_no_violation()
    {
        var figures = await LoadProcess.MeasureAsync(database, "jobs-fairness");

        Assert.Equal(["light_keys_slowdown", "limit_violations"], figures.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal(0, figures.GetProperty("limit_violations").GetInt32());
    }
}
