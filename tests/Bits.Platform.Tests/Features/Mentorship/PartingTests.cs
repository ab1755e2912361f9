using System.Text.Json;
using Bits.Platform.Features.People;

namespace Bits.Platform.Tests.Features.Mentorship;

/// <summary>What is left of a pair and of an application when one of the two goes.</summary>
public sealed class PartingTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_quiet_rematch_looks_like_a_completed_mentorship_to_the_other()
    {
        var (completed, one, _, first) = await MentorshipWorld.ActiveAsync(platform);
        await completed.CallAsync(await MenteeOfAsync(first), "EndPair", new { pairId = first, reason = "completed" });
        var (parted, other, mentee, second) = await MentorshipWorld.ActiveAsync(platform);
        await parted.CallAsync(mentee, "EndPair", new { pairId = second, reason = "rematch" });

        Assert.Equal(await SeenAsync(completed, one, first), await SeenAsync(parted, other, second));
        Assert.Equal(0, (await parted.CallAsync(other, "GetCertificate", new { pairId = second })).GetProperty("sessions").GetInt32());
    }

    [Fact]
    public async Task Sessions_that_lie_ahead_are_cancelled_with_the_end()
    {
        var (world, mentor, mentee, pair) = await MentorshipWorld.ActiveAsync(platform);
        var (past, ahead) = (await PlanAsync(world, mentee, pair), await PlanAsync(world, mentee, pair));
        await platform.DataSource.SqlAsync("update mentorship_session set starts_at = now() - interval '1 hour' where id = $1", past);

        await world.CallAsync(mentee, "EndPair", new { pairId = pair, reason = "completed" });
        await platform.DataSource.SqlAsync("update mentorship_session set starts_at = now() - interval '1 second' where id = $1", ahead);

        Assert.Equal(1, (await world.CallAsync(mentor, "GetCertificate", new { pairId = pair })).GetProperty("sessions").GetInt32());
        Assert.Contains("STATUS:CANCELLED", (await world.CallAsync(
            mentor, "GetSessionCalendar", new { pairId = pair, sessionId = ahead })).GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_that_lie_ahead_are_cancelled_when_the_programme_closes()
    {
        var (world, _, mentee, pair) = await MentorshipWorld.ActiveAsync(platform);
        var ahead = await PlanAsync(world, mentee, pair);

        await world.MoveAsync("active", "closed");

        Assert.Equal("cancelled", await platform.DataSource.ValueAsync<string>("select state from mentorship_session where id = $1", ahead));
    }

    [Fact]
    public async Task The_report_of_a_closed_programme_counts_who_had_a_mentor()
    {
        var (world, _, _, _) = await MentorshipWorld.ActiveAsync(platform);

        await world.MoveAsync("active", "closed");

        var report = (await world.CoordinateAsync("GetReport")).GetProperty("report");
        Assert.Equal(0, report.GetProperty("menteesWithoutMentor").GetInt32());
        Assert.All(report.GetProperty("fairness").EnumerateArray(), row => Assert.Equal(1, row.GetProperty("rate").GetDouble()));
    }

    [Fact]
    public async Task A_match_that_waits_for_answers_when_the_programme_closes_did_not_come_about()
    {
        var (world, mentor, mentee, _) = await MentorshipWorld.ApprovedAsync(platform);

        await world.MoveAsync("active", "closed");
        await platform.DrainAsync();

        Assert.Equal("closed", await VariantAsync(mentor));
        Assert.Equal("closed", await VariantAsync(mentee));
    }

    [Fact]
    public async Task A_match_whose_mentor_withdraws_before_it_begins_did_not_come_about()
    {
        var (world, mentor, mentee, _) = await MentorshipWorld.ApprovedAsync(platform);

        await world.CallAsync(mentor, "WithdrawApplication", new { programmeId = world.Programme });
        await platform.DrainAsync();

        Assert.Equal("not_started", await VariantAsync(mentee));
    }

    [Fact]
    public async Task A_mentee_whose_proposed_mentor_withdraws_gets_the_next_best()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var best = await world.ApplyAsync("mentor", new { topics = new[] { "Careers", "Grids" } }, "Esha");
        var next = await world.ApplyAsync("mentor", name: "Farah");
        var mentee = await world.ApplyAsync("mentee", new { topics = new[] { "Careers", "Grids" } });
        await world.MoveAsync("matching");
        await world.RunAsync();
        Assert.Equal(best, await world.MentorOfAsync(await world.PairAsync(mentee)));

        await world.CallAsync(best, "WithdrawApplication", new { programmeId = world.Programme });
        await platform.DrainAsync();

        Assert.Equal(next, await world.MentorOfAsync(await world.PairAsync(mentee)));
        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from notifications_delivery d join notifications_notification n on n.id = d.notification_id where d.recipient_id = $1 and n.kind like 'mentorship%'", mentee));
    }

    [Fact]
    public async Task Who_is_erased_leaves_the_pair_and_the_other_is_told_and_matched_again()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (one, other) = (await world.ApplyAsync("mentor", name: "Esha"), await world.ApplyAsync("mentor", name: "Farah"));
        var mentee = await world.ApplyAsync("mentee");
        await world.MoveAsync("matching");
        await world.RunAsync();
        var pair = await world.ActivateAsync(mentee);
        var mentor = await world.MentorOfAsync(pair);

        await platform.Get<PersonErasure>().RunAsync(mentor, Ct);
        await platform.DrainAsync();

        Assert.Equal("ended", await VariantAsync(mentee));
        Assert.Equal(mentor == one ? other : one, await world.MentorOfAsync(await world.PairAsync(mentee)));
    }

    [Fact]
    public async Task Coordinators_read_what_the_two_answer_and_the_other_one_does_not()
    {
        var (world, mentor, mentee, pair) = await MentorshipWorld.ActiveAsync(platform);
        var (elsewhere, _, _, _) = await MentorshipWorld.ActiveAsync(platform);
        await world.CallAsync(mentee, "CheckIn", new { pairId = pair, mood = 2, comment = "He is seldom there." });
        await world.CallAsync(mentor, "GiveFeedback", new { pairId = pair, rating = 5, comment = "She learns fast." });

        var first = await world.CoordinateAsync("ListAnswers", new { limit = 1 });
        var second = await world.CoordinateAsync("ListAnswers", new { limit = 1, cursor = first.GetProperty("nextCursor").GetString() });
        var (feedback, checkIn) = (first.GetProperty("answers")[0], second.GetProperty("answers")[0]);

        Assert.Equal(("feedback", "mentor", "Esha", "Asha", 5, "She learns fast."), (
            feedback.GetProperty("kind").GetString(), feedback.GetProperty("role").GetString(), feedback.GetProperty("by").GetProperty("name").GetString(),
            feedback.GetProperty("other").GetProperty("name").GetString(), feedback.GetProperty("mark").GetInt32(), feedback.GetProperty("comment").GetString()));
        Assert.Equal(("check_in", "mentee", 2, "He is seldom there."), (
            checkIn.GetProperty("kind").GetString(), checkIn.GetProperty("role").GetString(), checkIn.GetProperty("mark").GetInt32(),
            checkIn.GetProperty("comment").GetString()));
        Assert.Single((await world.CoordinateAsync("ListAnswers", new { kind = "check_in" })).GetProperty("answers").EnumerateArray());
        Assert.Empty((await elsewhere.CoordinateAsync("ListAnswers")).GetProperty("answers").EnumerateArray());
        Assert.DoesNotContain("seldom", (await world.CallAsync(mentor, "GetPair", new { pairId = pair })).ToString(), StringComparison.Ordinal);
        foreach (var one in new[] { mentor, mentee })
            Assert.Equal("role_too_low", (await platform.FaultAsync(one, "mentorship.v1/ListAnswers", new { programmeId = world.Programme })).Reason);
    }

    [Fact]
    public async Task Who_cannot_sign_in_is_not_matched()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (disabled, mentor) = (await world.ApplyAsync("mentor", new { city = "Goa" }, "Esha"), await world.ApplyAsync("mentor", name: "Farah"));
        var (gone, mentee) = (await world.ApplyAsync("mentee"), await world.ApplyAsync("mentee", new { city = "Goa" }));
        await platform.DataSource.SqlAsync("update accounts_user set disabled_at = now() where id = any($1)", new[] { disabled, gone });
        await world.MoveAsync("matching");

        var run = await world.RunAsync();

        Assert.Equal($"{mentee} {mentor}", (await world.PairsOfAsync(run))[..73]);
        Assert.DoesNotContain(',', await world.PairsOfAsync(run));
        Assert.Equal("not_an_applicant", (await platform.FaultAsync(
            world.Coordinator, "mentorship.v1/AddPair", new { programmeId = world.Programme, mentorId = disabled, menteeId = mentee, reason = "again" })).Reason);
        Assert.DoesNotContain($"{disabled}", (await world.CallAsync(mentee, "ListMentors", new { programmeId = world.Programme })).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_best_is_one_who_can_sign_in()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var best = await world.ApplyAsync("mentor", new { topics = new[] { "Careers", "Grids" } }, "Esha");
        var disabled = await world.ApplyAsync("mentor", new { topics = new[] { "Grids" } }, "Farah");
        var mentee = await world.ApplyAsync("mentee", new { topics = new[] { "Careers", "Grids" } });
        await world.MoveAsync("matching");
        await world.RunAsync();
        await platform.DataSource.SqlAsync("update accounts_user set disabled_at = now() where id = $1", disabled);

        await world.CoordinateAsync("RefusePair", new { pairId = await world.PairAsync(mentee), reason = "They are related." });
        await platform.DrainAsync();

        Assert.NotEqual(best, disabled);
        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from mentorship_pair where programme_id = $1 and state = 'proposed'", world.Programme));
    }

    static async Task<Guid> PlanAsync(MentorshipWorld world, Guid user, Guid pair) => (await world.CallAsync(
        user, "PlanSession", new { pairId = pair, startsAt = TimeProvider.System.GetUtcNow().AddDays(2) })).GetProperty("sessionId").GetGuid();

    static async Task<string> SeenAsync(MentorshipWorld world, Guid user, Guid pair)
    {
        var seen = (await world.CallAsync(user, "GetPair", new { pairId = pair })).GetProperty("pair");
        return JsonSerializer.Serialize(new[] { seen.GetProperty("state"), seen.GetProperty("endKind"), seen.GetProperty("endNote"), seen.GetProperty("can") });
    }

    Task<Guid> MenteeOfAsync(Guid pair) => platform.DataSource.ValueAsync<Guid>("select mentee_user_id from mentorship_pair where id = $1", pair);

    Task<string> VariantAsync(Guid user) => platform.DataSource.ValueAsync<string>(
        """
        select n.facts ->> 'variant'
        from notifications_delivery d join notifications_notification n on n.id = d.notification_id
        where d.recipient_id = $1 and n.kind = 'mentorship.ended' and d.channel = 'in_app'
        """, user);
}
