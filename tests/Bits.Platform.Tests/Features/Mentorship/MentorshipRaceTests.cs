namespace Bits.Platform.Tests.Features.Mentorship;

/// <summary>Two who act on the same pair, programme or session at the same moment.</summary>
public sealed class MentorshipRaceTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    const string Waiting = "select count(*) from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pair_that_is_accepted_while_the_programme_closes_is_ended_too()
    {
        var (world, mentor, _, pair) = await MentorshipWorld.ApprovedAsync(platform);
        await world.MoveAsync("active");

        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await db.SqlAsync(
            $"update mentorship_pair set state = 'active', mentor_accepted_at = now(), mentee_accepted_at = now(), started_at = now() where id = '{pair}'");
        var closing = world.MoveAsync("closed");
        await platform.DataSource.EventuallyAsync($"select ({Waiting}) >= 1");
        await tx.CommitAsync(Ct);
        await closing;

        Assert.Equal("ended", await world.StateAsync(pair));
        Assert.False((await world.CallAsync(mentor, "EndPair", new { pairId = pair, reason = "completed" })).GetProperty("isEnded").GetBoolean());
    }

    [Fact]
    public async Task Who_withdraws_while_a_coordinator_pairs_them_is_in_no_open_pair()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (mentor, mentee) = (await world.ApplyAsync("mentor", name: "Esha"), await world.ApplyAsync("mentee"));
        await world.MoveAsync("matching", "review");

        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await db.SqlAsync($"select from mentorship_application where user_id = '{mentor}' for update");
        var adding = world.CoordinateAsync("AddPair", new { mentorId = mentor, menteeId = mentee, reason = "They met." });
        await platform.DataSource.EventuallyAsync($"select ({Waiting}) >= 1");
        var withdrawing = world.CallAsync(mentee, "WithdrawApplication", new { programmeId = world.Programme });
        await platform.DataSource.EventuallyAsync(
            $"select ({Waiting}) >= 2 or exists (select from mentorship_application where user_id = $1 and state = 'withdrawn')", mentee);
        await tx.RollbackAsync(Ct);
        await Task.WhenAll(adding, withdrawing);

        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from mentorship_pair where mentee_user_id = $1 and state in ('proposed', 'approved', 'active')", mentee));
        Assert.Equal(0, await platform.DataSource.ValueAsync<int>("select taken from mentorship_application where user_id = $1", mentor));
    }

    [Fact]
    public async Task Two_who_change_a_session_at_once_keep_both_changes()
    {
        var (world, mentor, mentee, pair) = await MentorshipWorld.ActiveAsync(platform);
        var session = (await world.CallAsync(mentee, "PlanSession", new { pairId = pair, startsAt = TimeProvider.System.GetUtcNow().AddDays(2) }))
            .GetProperty("sessionId").GetGuid();

        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await db.SqlAsync($"select from mentorship_session where id = '{session}' for update");
        var changes = Task.WhenAll(
            world.CallAsync(mentor, "ChangeSession", new { pairId = pair, sessionId = session, minutes = 90 }),
            world.CallAsync(mentee, "ChangeSession", new { pairId = pair, sessionId = session, agenda = "The first article" }));
        await platform.DataSource.EventuallyAsync($"select ({Waiting}) >= 2");
        await tx.RollbackAsync(Ct);
        await changes;

        Assert.Equal("90 The first article 2", await platform.DataSource.ValueAsync<string>(
            "select minutes || ' ' || coalesce(agenda, '') || ' ' || sequence from mentorship_session where id = $1", session));
    }

    [Fact]
    public async Task Both_may_end_a_mentorship_at_the_same_moment()
    {
        var (world, mentor, mentee, pair) = await MentorshipWorld.ActiveAsync(platform);

        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await db.SqlAsync($"select from mentorship_pair where id = '{pair}' for update");
        var ends = Task.WhenAll(new[] { mentor, mentee }.Select(one => world.CallAsync(one, "EndPair", new { pairId = pair, reason = "completed" })));
        await platform.DataSource.EventuallyAsync($"select ({Waiting}) >= 2");
        await tx.RollbackAsync(Ct);

        Assert.Single(await ends, end => end.GetProperty("isEnded").GetBoolean());
    }
}
