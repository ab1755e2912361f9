using System.Text.Json;
using Bits.Jobs;
using Bits.Platform.Features.Mentorship;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.People;

namespace Bits.Platform.Tests.Features.Mentorship;

public sealed class MatchingRunTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    [Theory]
    [InlineData("most_value")]
    [InlineData("stable")]
    public async Task A_run_is_proved_and_the_same_input_gives_the_same_output(string policy)
    {
        var world = await CrowdAsync();
        await world.MoveAsync("matching");

        var first = await world.RunAsync(new { kind = "dry_run", policy, seed = 7 });
        var second = await world.RunAsync(new { kind = "dry_run", policy, seed = 7 });
        var run = await world.RunAsync(new { policy, seed = 7 });

        foreach (var id in new[] { first, second, run })
        {
            var verdict = (await world.CoordinateAsync("VerifyRun", new { runId = id })).GetProperty("verdict");
            Assert.True(verdict.GetProperty("isProved").GetBoolean(), $"{verdict}");
        }

        Assert.NotEmpty(await world.PairsOfAsync(run));
        Assert.Equal(await world.PairsOfAsync(first), await world.PairsOfAsync(second));
        Assert.Equal(await world.PairsOfAsync(first), await world.PairsOfAsync(run));
        Assert.Equal(await HashAsync(first), await HashAsync(run));
        Assert.Equal(
            await platform.DataSource.ValueAsync<int>("select proposed from mentorship_run where id = $1", run),
            await platform.DataSource.ValueAsync<long>("select count(*)::int8 from mentorship_pair where run_id = $1", run));
    }

    [Fact]
    public async Task What_applicants_change_midway_does_not_change_a_run()
    {
        var world = await CrowdAsync();
        await world.MoveAsync("matching");
        var undisturbed = await world.RunAsync(new { kind = "dry_run" });

        var run = (await world.CoordinateAsync("StartRun")).GetProperty("runId").GetGuid();
        await platform.DataSource.SqlAsync(
            "update mentorship_application set topics = '{Startups}', languages = '{Latin}', city = 'Pune', preferred = '{}' where programme_id = $1 and role = 'mentee'",
            world.Programme);
        await platform.DataSource.SqlAsync(
            "update mentorship_programme set topic_weight = 0, city_weight = 100, policy = 'stable' where id = $1", world.Programme);
        await world.FinishAsync(run);

        Assert.Equal(await world.PairsOfAsync(undisturbed), await world.PairsOfAsync(run));
        Assert.True((await world.CoordinateAsync("VerifyRun", new { runId = run })).GetProperty("verdict").GetProperty("isProved").GetBoolean());
    }

    [Fact]
    public async Task The_check_finds_a_changed_snapshot_a_changed_pair_and_a_changed_price()
    {
        var world = await CrowdAsync();
        var run = await world.RunAsync(new { kind = "dry_run" });

        foreach (var damage in new[]
        {
            "update mentorship_run_mentor set price = coalesce(price, 0) + 5 where run_id = $1 and place = 0",
            "update mentorship_run_mentee set mentor_place = null where run_id = $1 and place = (select min(place) from mentorship_run_mentee where run_id = $1 and mentor_place is not null and gain > 0)",
            "update mentorship_run_mentee set city = 'Ooty' where run_id = $1 and place = 0",
        })
        {
            await platform.DataSource.SqlAsync(damage, run);
            var verdict = (await world.CoordinateAsync("VerifyRun", new { runId = run })).GetProperty("verdict");
            Assert.False(verdict.GetProperty("isProved").GetBoolean(), damage);
            Assert.NotEmpty(verdict.GetProperty("fault").GetString()!);
            run = await world.RunAsync(new { kind = "dry_run" });
        }
    }

    [Fact]
    public async Task Conflicts_blocks_companies_and_languages_keep_people_apart()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var mentor = await world.ApplyAsync("mentor", new { capacity = 3, company = "Siemens" }, "Esha");
        var stranger = await world.ApplyAsync("mentor", new { languages = new[] { "Latin" } }, "Farah");
        var colleague = await world.ApplyAsync("mentee", new { company = "siemens", excludesSameCompany = true });
        var enemy = await world.ApplyAsync("mentee", new { conflicts = new[] { mentor } });
        var blocked = await world.ApplyAsync("mentee");
        var friend = await world.ApplyAsync("mentee");
        await platform.CallAsync(mentor, "people.v1/BlockMember", new { userId = blocked });

        await world.MoveAsync("matching");
        var run = await world.RunAsync();

        Assert.Equal($"{friend} {mentor}", (await world.PairsOfAsync(run))[..73]);
        Assert.DoesNotContain(',', await world.PairsOfAsync(run));
        Assert.Empty(await CandidatesAsync(world, run, colleague));
        Assert.Empty(await CandidatesAsync(world, run, enemy));
        Assert.Equal([mentor], await CandidatesAsync(world, run, friend));
        Assert.NotEqual(mentor, stranger);
    }

    [Fact]
    public async Task A_dry_run_with_other_weights_is_compared_with_the_pairs_of_now()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var near = await world.ApplyAsync("mentor", new { city = "Goa" }, "Esha");
        var apt = await world.ApplyAsync("mentor", new { topics = new[] { "Careers", "Grids" }, city = "Pune" }, "Farah");
        var mentee = await world.ApplyAsync("mentee", new { topics = new[] { "Careers", "Grids" }, city = "Goa" });
        await world.MoveAsync("matching");
        await world.RunAsync();

        var dry = await world.RunAsync(new { kind = "dry_run", cityWeight = 100 });
        var shown = await world.CoordinateAsync("GetRun", new { runId = dry });
        var rows = (await world.CoordinateAsync("ListRunPairs", new { runId = dry, onlyChanged = true })).GetProperty("pairs");

        Assert.Equal(apt, await world.MentorOfAsync(await world.PairAsync(mentee)));
        Assert.Equal((0, 1), (shown.GetProperty("difference").GetProperty("same").GetInt32(), shown.GetProperty("difference").GetProperty("changed").GetInt32()));
        Assert.Equal(near, rows[0].GetProperty("mentor").GetProperty("userId").GetGuid());
        Assert.Equal((apt, "proposed"), (rows[0].GetProperty("current").GetProperty("userId").GetGuid(), rows[0].GetProperty("currentState").GetString()));
        Assert.Equal(1L, await platform.DataSource.ValueAsync<long>("select count(*) from mentorship_pair where programme_id = $1", world.Programme));
    }

    [Fact]
    public async Task A_discarded_run_may_propose_the_same_pairs_again()
    {
        var world = await CrowdAsync();
        await world.MoveAsync("matching");
        var first = await world.RunAsync();
        Assert.Equal("run_not_found", (await platform.FaultAsync(
            world.Coordinator, "mentorship.v1/DiscardRun", new { programmeId = world.Programme, runId = Guid.Empty })).Reason);

        await world.CoordinateAsync("DiscardRun", new { runId = first });
        var second = await world.RunAsync();

        Assert.Equal(await world.PairsOfAsync(first), await world.PairsOfAsync(second));
        Assert.Equal("discarded", await platform.DataSource.ValueAsync<string>("select state from mentorship_run where id = $1", first));
    }

    [Fact]
    public async Task A_run_whose_last_job_has_died_is_stopped_and_makes_room_for_another()
    {
        var world = await CrowdAsync();
        await world.MoveAsync("matching");
        var stuck = (await world.CoordinateAsync("StartRun")).GetProperty("runId").GetGuid();
        Assert.Equal("run_under_way", (await platform.FaultAsync(
            world.Coordinator, "mentorship.v1/StartRun", new { programmeId = world.Programme })).Reason);

        await world.CoordinateAsync("DiscardRun", new { runId = stuck });
        await platform.DrainAsync();
        var run = await world.RunAsync();

        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>("select count(*) from mentorship_run_mentee where run_id = $1", stuck));
        Assert.Equal([run], await platform.DataSource.ValueAsync<Guid[]>(
            "select array_agg(distinct run_id) from mentorship_pair where programme_id = $1", world.Programme));
    }

    [Fact]
    public async Task An_old_dry_run_is_deleted_and_a_run_stays()
    {
        var world = await CrowdAsync();
        await world.MoveAsync("matching");
        var (dry, run) = (await world.RunAsync(new { kind = "dry_run" }), await world.RunAsync());
        await platform.DataSource.SqlAsync("update mentorship_run set finished_at = now() - interval '31 days' where programme_id = $1", world.Programme);

        await platform.Get<JobQueue>().EnqueueAsync(
            new KeepDeadlines(), MentorshipJson.Default.KeepDeadlines, ct: TestContext.Current.CancellationToken);
        await platform.DrainAsync();

        Assert.Equal(
            [run], await platform.DataSource.ValueAsync<Guid[]>("select array_agg(id) from mentorship_run where programme_id = $1", world.Programme));
        Assert.Equal("run_not_found", (await platform.FaultAsync(
            world.Coordinator, "mentorship.v1/GetRun", new { programmeId = world.Programme, runId = dry })).Reason);
    }

    [Fact]
    public async Task After_an_erasure_the_proof_is_checked_on_the_stored_scores()
    {
        var world = await CrowdAsync();
        var run = await world.RunAsync(new { kind = "dry_run" });
        var mentee = await platform.DataSource.ValueAsync<Guid>(
            "select user_id from mentorship_run_mentee where run_id = $1 and mentor_place is not null order by gain desc limit 1", run);

        await platform.Get<PersonErasure>().RunAsync(mentee, TestContext.Current.CancellationToken);
        var verdict = (await world.CoordinateAsync("VerifyRun", new { runId = run })).GetProperty("verdict");

        Assert.Equal((true, true), (verdict.GetProperty("isProved").GetBoolean(), verdict.GetProperty("isRedacted").GetBoolean()));
        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from mentorship_run_mentee where user_id = $1 and (topics <> '{}' or city is not null)", mentee));
    }

    [Fact]
    public async Task A_run_whose_jobs_are_lost_is_finished_later_with_the_same_pairs()
    {
        var world = await CrowdAsync();
        await world.MoveAsync("matching");
        var undisturbed = await world.RunAsync(new { kind = "dry_run" });
        var run = (await world.CoordinateAsync("StartRun")).GetProperty("runId").GetGuid();
        await platform.DataSource.SqlAsync("update jobs_queue_job set state = 'dead' where payload ->> 'runId' = $1", $"{run}");
        await platform.DataSource.SqlAsync("update mentorship_run set started_at = now() - interval '16 minutes' where id = $1", run);

        await platform.Get<JobQueue>().EnqueueAsync(
            new KeepDeadlines(), MentorshipJson.Default.KeepDeadlines, ct: TestContext.Current.CancellationToken);
        await world.FinishAsync(run);

        Assert.Equal(await world.PairsOfAsync(undisturbed), await world.PairsOfAsync(run));
    }

    [Fact]
    public async Task One_run_at_a_time_proposes()
    {
        var world = await CrowdAsync();
        await world.MoveAsync("matching");
        await world.CoordinateAsync("StartRun");

        Assert.Equal("run_under_way", (await platform.FaultAsync(
            world.Coordinator, "mentorship.v1/StartRun", new { programmeId = world.Programme })).Reason);
    }

    [Fact]
    public async Task A_programme_without_applicants_has_a_run_without_pairs()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        await world.MoveAsync("matching");

        var run = await world.RunAsync();

        Assert.Equal("", await world.PairsOfAsync(run));
        Assert.True((await world.CoordinateAsync("VerifyRun", new { runId = run })).GetProperty("verdict").GetProperty("isProved").GetBoolean());
    }

    [Fact]
    public async Task A_bias_is_found_and_a_fair_run_is_not_suspected()
    {
        var world = await new MentorshipWorld(platform).OpenAsync(new { allowsGender = true });
        for (var i = 0; i < 30; i++)
            await world.ApplyAsync("mentor", new { gender = "man", languages = new[] { "Hindi" } }, "Esha");
        for (var i = 0; i < 60; i++) // of those in Chennai only every tenth speaks the language of the mentors
            await world.ApplyAsync("mentee", new
            {
                gender = i % 2 == 0 ? "woman" : "man",
                city = i < 30 ? "Chennai" : "Delhi",
                languages = new[] { i < 30 && i % 10 != 0 ? "Tamil" : "Hindi" },
            });

        var run = await world.RunAsync(new { kind = "dry_run" });
        var rows = (await world.CoordinateAsync("GetRun", new { runId = run })).GetProperty("fairness").EnumerateArray().ToList();

        Assert.True(Row(rows, "city", "chennai").GetProperty("isSuspicious").GetBoolean());
        Assert.True(Row(rows, "city", "chennai").GetProperty("gap").GetDouble() < -0.5);
        Assert.False(Row(rows, "gender", "woman").GetProperty("isSuspicious").GetBoolean());
        Assert.Equal(60, Row(rows, "batch", "2018").GetProperty("mentees").GetInt32());
    }

    static JsonElement Row(IEnumerable<JsonElement> rows, string by, string value) =>
        rows.Single(row => row.GetProperty("by").GetString() == by && row.GetProperty("value").GetString() == value);

    static async Task<IEnumerable<Guid>> CandidatesAsync(MentorshipWorld world, Guid run, Guid mentee) =>
        (await world.CoordinateAsync("ListCandidates", new { runId = run, menteeId = mentee })).GetProperty("candidates").EnumerateArray()
            .Select(candidate => candidate.GetProperty("mentor").GetProperty("userId").GetGuid());

    Task<string> HashAsync(Guid run) => platform.DataSource.ValueAsync<string>("select input_hash from mentorship_run where id = $1", run);

    // 8 mentors, 15 mentees who differ, and who prefer some of the mentors.
    async Task<MentorshipWorld> CrowdAsync()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var random = new Random(5);
        string[] topics = ["Careers", "Research", "Grids", "Startups"], cities = ["Goa", "Pune", "Chennai"];
        var mentors = new List<Guid>();
        for (var i = 0; i < 8; i++)
            mentors.Add(await world.ApplyAsync(
                "mentor", new { capacity = random.Next(1, 4), topics = random.GetItems(topics, 2), city = cities[random.Next(3)] }, "Esha"));
        for (var i = 0; i < 15; i++)
            await world.ApplyAsync("mentee", new
            {
                topics = random.GetItems(topics, 3),
                city = cities[random.Next(3)],
                preferred = random.GetItems(mentors.ToArray(), 2).Distinct(),
            });

        return world;
    }
}
