using CsCheck;
using Microsoft.Extensions.Logging.Abstractions;

namespace Bits.Jobs.Tests;

/// <summary>Each tick once, over all nodes, or as its policy says.</summary>
public sealed class PeriodicTests(TestDatabase database) : IClassFixture<TestDatabase>, IAsyncLifetime
{
    readonly PostgresJobStore _store = new(database.DataSource, null);
    readonly JobInspector _inspector = new(database.DataSource);
    readonly JobOperator _operator = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync(
        "truncate jobs_queue_job, jobs_queue_periodic, jobs_queue_tick");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    // Around nights in which clocks go forward and back, by an hour, by half an hour, at midnight.
    static readonly (string Zone, string Day)[] Nights =
    [
        ("Europe/Berlin", "2026-03-29"), ("Europe/Berlin", "2026-10-25"), ("America/New_York", "2026-03-08"),
        ("America/New_York", "2026-11-01"), ("Australia/Lord_Howe", "2026-04-05"), ("Australia/Lord_Howe", "2026-10-04"),
        ("America/Santiago", "2026-09-06"), ("America/Santiago", "2026-04-05"), ("Asia/Kolkata", "2026-03-29"), ("UTC", "2026-10-25"),
    ];

    static readonly string[] Crons = ["30 2 * * *", "0 0 * * *", "*/20 * * * *", "0 * * * *", "15 1,2,3 * * *", "0 9 * * 1"];

    [Fact]
    public async Task Three_nodes_with_wrong_clocks_that_are_killed_fire_each_tick_once_in_every_zone()
    {
        foreach (var seed in Cases.Numbers(60))
            await FireThroughAsync(new Random(seed), Nights[seed % Nights.Length], Crons[seed / 2 % Crons.Length]);
    }

    // Time is what the database says; each node learns it at another moment, and some never come to write.
    async Task FireThroughAsync(Random random, (string Zone, string Day) night, string cron)
    {
        var schedule = new Schedule(cron, night.Zone);
        var begin = DateTimeOffset.Parse(night.Day + "T00:00Z", System.Globalization.CultureInfo.InvariantCulture).AddHours(-20);
        var end = begin.AddHours(50);
        var name = $"p-{Guid.CreateVersion7():N}";
        await AddAsync(name, schedule, MissedTicks.All, 1000, begin);

        var now = begin;
        while (now < end)
        {
            now = Min(end, now.AddMinutes(random.Next(1, 90)));
            await Task.WhenAll(Enumerable.Range(0, 3).Select(async node =>
            {
                var (_, entries) = await _store.ListDueAsync(Ct);
                var seen = Min(end, now.AddSeconds(-node * 7)); // read a little earlier
                var entry = entries.Single(e => e.Name == name);
                var ticks = PeriodicTicks.Due(schedule, entry.Missed, entry.MissedMax, entry.SettledTo, seen);
                if (node == 2 && ticks.Length % 2 == 0)
                    await DieWritingAsync(name, ticks, seen);
                else
                    await _store.FireAsync(name, ticks, seen, Ct);
            }));
        }

        var fired = await FiredAsync(name);
        Assert.Equal(ByHand(schedule, begin, end), fired);
        Assert.Equal(fired.Length, await database.DataSource.ValueAsync<long>(
            "select count(*) from jobs_queue_job where id in (select job_id from jobs_queue_tick where name = $1)", name));
    }

    // Killed between the statement and its commit.
    async Task DieWritingAsync(string name, DateTimeOffset[] ticks, DateTimeOffset upto)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await using var command = new Npgsql.NpgsqlCommand("select jobs_queue_fire($1, $2, $3)", db)
        {
            Parameters = { new() { Value = name }, new() { Value = ticks }, new() { Value = upto } },
        };
        await command.ExecuteNonQueryAsync(Ct);
    }

    [Fact]
    public void A_day_has_each_of_its_daily_ticks_once_also_where_the_time_is_missing_or_comes_twice()
    {
        foreach (var (zone, day) in Nights)
        {
            var local = TimeZoneInfo.FindSystemTimeZoneById(zone);
            var begin = DateTimeOffset.Parse(day + "T00:00Z", System.Globalization.CultureInfo.InvariantCulture).AddDays(-5);
            foreach (var cron in new[] { "30 2 * * *", "0 0 * * *", "59 23 * * *", "15 1 * * *" })
            {
                var days = ByHand(new(cron, zone), begin, begin.AddDays(10))
                    .Select(tick => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(tick, local).DateTime)).ToList();

                Assert.InRange(days.Count, 9, 11);
                Assert.Equal(days.Distinct(), days);
                Assert.Equal(days.Count - 1, days[^1].DayNumber - days[0].DayNumber);
            }
        }
    }

    [Fact]
    public void Hourly_ticks_go_on_hourly_through_every_night()
    {
        foreach (var (zone, day) in Nights.Where(night => !night.Zone.Contains("Lord_Howe", StringComparison.Ordinal)))
        {
            var begin = DateTimeOffset.Parse(day + "T00:00Z", System.Globalization.CultureInfo.InvariantCulture).AddDays(-1);
            var ticks = ByHand(new("0 * * * *", zone), begin, begin.AddDays(3));

            Assert.All(ticks.Zip(ticks.Skip(1)), pair => Assert.Equal(TimeSpan.FromHours(1), pair.Second - pair.First));
        }
    }

    [Fact]
    public void What_is_due_is_what_the_policy_says_of_what_was_missed() =>
        Gen.Select(Gen.Int[1, 4000], Gen.Int[1, 20], Gen.Int[0, 5]).Sample((minutes, most, cron) =>
        {
            var schedule = new Schedule(Crons[cron], "Europe/Berlin");
            var now = new DateTimeOffset(2026, 3, 29, 12, 0, 30, TimeSpan.Zero);
            var all = ByHand(schedule, now.AddMinutes(-minutes), now);

            Assert.Equal(all.TakeLast(most), PeriodicTicks.Due(schedule, MissedTicks.All, most, now.AddMinutes(-minutes), now));
            Assert.Equal(all.TakeLast(1), PeriodicTicks.Due(schedule, MissedTicks.Coalesce, most, now.AddMinutes(-minutes), now));
            Assert.Equal(
                all.TakeLast(1).Where(tick => now - tick <= TimeSpan.FromMinutes(1)),
                PeriodicTicks.Due(schedule, MissedTicks.Skip, most, now.AddMinutes(-minutes), now));
        });

    [Fact]
    public async Task What_the_code_declares_runs_and_what_an_operator_edits_stays()
    {
        var declared = new PeriodicJob("digest", new("0 7 * * *", "Asia/Kolkata"), "tests.work", """{"name":"digest"}""");
        var runner = new PeriodicRunner(_store, [declared], TimeProvider.System, NullLogger.Instance);
        await runner.TurnAsync(Ct);
        await database.DataSource.SqlAsync("update jobs_queue_periodic set settled_to = now() - interval '3 days', missed = 'coalesce'");
        await runner.TurnAsync(Ct);
        await runner.TurnAsync(Ct);
        Assert.Equal(1L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job"));

        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await _operator.SetPeriodicAsync(db, declared with { Schedule = new("0 8 * * *", "Asia/Kolkata") }, "later", Ct);
        await new PeriodicRunner(_store, [declared], TimeProvider.System, NullLogger.Instance).TurnAsync(Ct);
        var seen = Assert.Single(await _inspector.ListPeriodicAsync(Ct));
        Assert.Equal(("0 8 * * *", true, "tests.work"), (seen.Cron, seen.IsByHand, seen.Kind));
        Assert.Equal(2, seen.NextAt!.Value.UtcDateTime.Hour); // 08:00 in Kolkata is 02:30 UTC
        Assert.NotNull(seen.LastJobId);

        Assert.True(await _operator.PausePeriodicAsync(db, "digest", "holidays", Ct));
        await database.DataSource.SqlAsync("update jobs_queue_periodic set settled_to = now() - interval '3 days'");
        await runner.TurnAsync(Ct);
        Assert.Equal("holidays", Assert.Single(await _inspector.ListPeriodicAsync(Ct)).PausedBecause);
        Assert.NotNull(await _operator.RunPeriodicNowAsync(db, "digest", "test", Ct));
        Assert.True(await _operator.ResumePeriodicAsync(db, "digest", "test", Ct));
        await runner.TurnAsync(Ct); // what passed while it was paused is not made up for
        Assert.Equal(2L, await database.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job"));

        Assert.True(await _operator.RemovePeriodicAsync(db, "digest", "test", Ct));
        Assert.Null(await _operator.RunPeriodicNowAsync(db, "digest", "test", Ct));
    }

    [Theory]
    [InlineData("61 * * * *", "UTC", "cron: ")]
    [InlineData("0 0 * *", "UTC", "cron: ")]
    [InlineData("0 0 * * *", "Mars/Olympus", "zone: ")]
    public void A_schedule_that_cannot_be_is_refused_by_name(string cron, string zone, string what) =>
        Assert.StartsWith(what, Assert.Throws<InvalidArgumentException>(() => new Schedule(cron, zone)).Message, StringComparison.Ordinal);

    static DateTimeOffset Min(DateTimeOffset a, DateTimeOffset b) => a < b ? a : b;

    static DateTimeOffset[] ByHand(Schedule schedule, DateTimeOffset after, DateTimeOffset upto) => [.. schedule.Between(after, upto)];

    async Task AddAsync(string name, Schedule schedule, MissedTicks missed, int most, DateTimeOffset settledTo)
    {
        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        await _operator.SetPeriodicAsync(
            db, new(name, schedule, "tests.work", """{"name":"tick"}""") { Missed = missed, MissedMax = most }, "test", Ct);
        await database.DataSource.SqlAsync("update jobs_queue_periodic set settled_to = $2 where name = $1", name, settledTo);
    }

    async Task<DateTimeOffset[]> FiredAsync(string name) =>
        [.. (await database.DataSource.ValueAsync<DateTime[]>(
            "select coalesce(array_agg(tick order by tick), '{}') from jobs_queue_tick where name = $1", name))
            .Select(tick => new DateTimeOffset(tick, TimeSpan.Zero))];
}
