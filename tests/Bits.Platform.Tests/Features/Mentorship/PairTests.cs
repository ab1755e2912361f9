using Bits.Jobs;
using Bits.Platform.Features.Mentorship;
using Bits.Platform.Features.Mentorship.Pairs;

namespace Bits.Platform.Tests.Features.Mentorship;

public sealed class PairTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_declined_pair_never_returns_and_the_next_best_is_proposed()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var best = await world.ApplyAsync("mentor", new { topics = new[] { "Careers", "Grids" } }, "Esha");
        var next = await world.ApplyAsync("mentor", new { capacity = 1 }, "Farah");
        var mentee = await world.ApplyAsync("mentee", new { topics = new[] { "Careers", "Grids" } });
        await world.MoveAsync("matching");
        await world.RunAsync();
        var pair = await world.PairAsync(mentee);
        await world.CoordinateAsync("ApprovePairs", new { pairIds = new[] { pair } });

        Assert.True((await world.CallAsync(best, "DeclinePair", new { pairId = pair, note = "No time." })).GetProperty("isDeclined").GetBoolean());
        Assert.False((await world.CallAsync(best, "DeclinePair", new { pairId = pair })).GetProperty("isDeclined").GetBoolean());
        await platform.DrainAsync();

        var second = await world.PairAsync(mentee);
        Assert.Equal(next, await world.MentorOfAsync(second));
        await world.CoordinateAsync("RefusePair", new { pairId = second, reason = "They are related." });
        await platform.DrainAsync();
        await world.RunAsync();
        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from mentorship_pair where programme_id = $1 and state in ('proposed', 'approved', 'active')", world.Programme));
        Assert.Equal("pair_exists", (await platform.FaultAsync(
            world.Coordinator, "mentorship.v1/AddPair",
            new { programmeId = world.Programme, mentorId = best, menteeId = mentee, reason = "again" })).Reason);
    }

    [Fact]
    public async Task A_past_pair_of_another_programme_does_not_return()
    {
        var first = await new MentorshipWorld(platform).OpenAsync();
        var (mentor, mentee) = (await first.ApplyAsync("mentor", name: "Esha"), await first.ApplyAsync("mentee"));
        await first.MoveAsync("matching");
        await first.RunAsync();
        await first.ActivateAsync(mentee);

        var second = await new MentorshipWorld(platform).OpenAsync();
        await second.ApplyAsync(mentor, "mentor");
        await second.ApplyAsync(mentee, "mentee");
        await second.MoveAsync("matching");

        Assert.Equal("", await second.PairsOfAsync(await second.RunAsync()));
    }

    [Fact]
    public async Task Two_who_do_not_get_on_are_parted_quietly()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var mentors = new[] { await world.ApplyAsync("mentor", name: "Esha"), await world.ApplyAsync("mentor", name: "Farah") };
        var mentee = await world.ApplyAsync("mentee");
        await world.MoveAsync("matching");
        await world.RunAsync();
        var pair = await world.ActivateAsync(mentee);
        var mentor = await world.MentorOfAsync(pair);

        await world.CallAsync(mentee, "EndPair", new { pairId = pair, reason = "rematch", note = "We disagree on all." });
        await platform.DrainAsync();

        var seen = (await world.CallAsync(mentor, "GetPair", new { pairId = pair })).GetProperty("pair");
        Assert.Equal(("ended", "completed"), (seen.GetProperty("state").GetString(), seen.GetProperty("endKind").GetString()));
        Assert.DoesNotContain("disagree", seen.ToString(), StringComparison.Ordinal);
        Assert.Equal(mentors.Single(other => other != mentor), await world.MentorOfAsync(await world.PairAsync(mentee)));
        Assert.Equal(0, await TakenAsync(world, mentor));
        Assert.Contains("We disagree on all.", (await world.CoordinateAsync("ListPairs", new { state = "ended" })).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_answer_that_does_not_come_expires_and_frees_the_place()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (mentor, mentee) = (await world.ApplyAsync("mentor", name: "Esha"), await world.ApplyAsync("mentee"));
        await world.MoveAsync("matching");
        await world.RunAsync();
        var pair = await world.PairAsync(mentee);
        await world.CoordinateAsync("ApprovePairs", new { pairIds = new[] { pair } });
        await world.CallAsync(mentee, "AcceptPair", new { pairId = pair });
        await platform.DataSource.SqlAsync("update mentorship_pair set answer_due_at = now() - interval '1 minute' where id = $1", pair);

        Assert.Equal("answer_too_late", (await platform.FaultAsync(mentor, "mentorship.v1/AcceptPair", new { pairId = pair })).Reason);
        await platform.Get<JobQueue>().EnqueueAsync(new KeepDeadlines(), MentorshipJson.Default.KeepDeadlines, ct: Ct);
        await platform.DrainAsync();

        Assert.Equal("expired", await world.StateAsync(pair));
        Assert.Equal(0, await TakenAsync(world, mentor));
        Assert.Equal(1L, await NotifiedAsync(mentee, "mentorship.ended"));
    }

    [Fact]
    public async Task An_answer_that_is_due_is_reminded_of_once()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (mentor, mentee) = (await world.ApplyAsync("mentor", name: "Esha"), await world.ApplyAsync("mentee"));
        await world.MoveAsync("matching");
        await world.RunAsync();
        var pair = await world.PairAsync(mentee);
        await world.CoordinateAsync("ApprovePairs", new { pairIds = new[] { pair } });
        await world.CallAsync(mentee, "AcceptPair", new { pairId = pair });
        await platform.DataSource.SqlAsync(
            "update mentorship_pair set answer_due_at = now() + interval '1 day', decided_at = now() - interval '6 days' where id = $1", pair);

        for (var tick = 0; tick < 2; tick++)
        {
            await platform.Get<JobQueue>().EnqueueAsync(new KeepDeadlines(), MentorshipJson.Default.KeepDeadlines, ct: Ct);
            await platform.DrainAsync();
        }

        Assert.Equal((1L, 0L), (await NotifiedAsync(mentor, "mentorship.answer_due"), await NotifiedAsync(mentee, "mentorship.answer_due")));
        Assert.Equal(1L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from jobs_queue_job where kind = 'mentorship.notify_pair' and payload ->> 'pairId' = $1 and payload ->> 'news' = 'AnswerDue'", $"{pair}"));
    }

    [Fact]
    public async Task Who_withdraws_leaves_the_pair_and_the_other_is_matched_again()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (one, other) = (await world.ApplyAsync("mentor", name: "Esha"), await world.ApplyAsync("mentor", name: "Farah"));
        var mentee = await world.ApplyAsync("mentee");
        await world.MoveAsync("matching");
        await world.RunAsync();
        var pair = await world.ActivateAsync(mentee);
        var mentor = await world.MentorOfAsync(pair);

        await world.CallAsync(mentor, "WithdrawApplication", new { programmeId = world.Programme });
        await platform.DrainAsync();

        Assert.Equal("ended", await world.StateAsync(pair));
        Assert.Equal(mentor == one ? other : one, await world.MentorOfAsync(await world.PairAsync(mentee)));
    }

    [Fact]
    public async Task A_coordinator_pairs_by_hand_and_the_next_run_is_for_the_rest()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var mentor = await world.ApplyAsync("mentor", new { capacity = 2 }, "Esha");
        var other = await world.ApplyAsync("mentor", new { languages = new[] { "Latin" } }, "Farah");
        var (chosen, rest, extra) = (await world.ApplyAsync("mentee"), await world.ApplyAsync("mentee"), await world.ApplyAsync("mentee"));
        await world.MoveAsync("matching", "review");

        var added = (await world.CoordinateAsync("AddPair", new { mentorId = mentor, menteeId = chosen, reason = "They met." })).GetProperty("pairId").GetGuid();
        var run = await world.RunAsync();

        Assert.Equal("approved", await world.StateAsync(added));
        Assert.DoesNotContain($"{chosen}", await world.PairsOfAsync(run), StringComparison.Ordinal);
        Assert.DoesNotContain(',', await world.PairsOfAsync(run)); // one place was left
        Assert.NotEqual(rest, extra);
        Assert.Equal("has_a_mentor", (await platform.FaultAsync(
            world.Coordinator, "mentorship.v1/AddPair", new
            {
                programmeId = world.Programme,
                mentorId = other,
                menteeId = chosen,
                reason = "Another.",
            })).Reason);
    }

    [Fact]
    public async Task Two_who_are_proposed_already_are_approved_by_hand()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (mentor, mentee) = (await world.ApplyAsync("mentor", name: "Esha"), await world.ApplyAsync("mentee"));
        await world.MoveAsync("matching");
        await world.RunAsync();
        var proposal = await world.PairAsync(mentee);

        var added = (await world.CoordinateAsync("AddPair", new { mentorId = mentor, menteeId = mentee, reason = "They met." })).GetProperty("pairId").GetGuid();

        Assert.Equal((proposal, "approved", 1), (added, await world.StateAsync(added), await TakenAsync(world, mentor)));
        Assert.Equal(1L, await NotifiedAsync(mentee, "mentorship.match"));
    }

    [Fact]
    public async Task Both_may_accept_at_the_same_moment()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (mentor, mentee) = (await world.ApplyAsync("mentor", name: "Esha"), await world.ApplyAsync("mentee"));
        await world.MoveAsync("matching");
        await world.RunAsync();
        var pair = await world.PairAsync(mentee);
        await world.CoordinateAsync("ApprovePairs", new { pairIds = new[] { pair } });

        await Task.WhenAll(new[] { mentor, mentee, mentor, mentee }.Select(user => world.CallAsync(user, "AcceptPair", new { pairId = pair })));
        await platform.DrainAsync();

        Assert.Equal("active", await world.StateAsync(pair));
        Assert.Equal((1L, 1L), (await NotifiedAsync(mentor, "mentorship.accepted"), await NotifiedAsync(mentee, "mentorship.accepted")));
    }

    [Fact]
    public async Task An_explanation_names_only_what_its_reader_may_see()
    {
        var world = await new MentorshipWorld(platform).OpenAsync(new { allowsGender = true });
        var stranger = await platform.UserAsync("Gita");
        var mentor = await world.ApplyAsync("mentor", new { gender = "woman", company = "Siemens", city = "Goa", languages = new[] { "English", "Tamil" } }, "Esha");
        var mentee = await world.ApplyAsync("mentee", new
        {
            preferred = new[] { mentor },
            preferredGender = "woman",
            company = "Bosch",
            city = "Pune",
            conflicts = new[] { stranger },
            languages = new[] { "Tamil", "Konkani" },
        });
        await world.MoveAsync("matching");
        var run = await world.RunAsync();
        var pair = await world.PairAsync(mentee);
        var proposed = await platform.FaultAsync(mentee, "mentorship.v1/GetPair", new { pairId = pair });
        await world.ActivateAsync(mentee);

        var (byMentor, byMentee) = (await ReadAsync(world, mentor, pair), await ReadAsync(world, mentee, pair));
        var byCoordinator = (await world.CoordinateAsync("ListRunPairs", new { runId = run })).ToString();

        Assert.Equal("pair_not_found", proposed.Reason);
        foreach (var hidden in new[] { "Siemens", "Bosch", "woman", "Pune", "Konkani", "Gita", $"{stranger}", "choice number", "preferred gender" })
            Assert.DoesNotContain(hidden, byMentor, StringComparison.Ordinal);
        foreach (var hidden in new[] { "Siemens", "woman", "preferred gender", "\"city\":\"Goa\"" })
            Assert.DoesNotContain(hidden, byMentee, StringComparison.Ordinal);
        Assert.Contains("your choice number 1", byMentee, StringComparison.Ordinal);
        Assert.Contains("of the preferred gender", byCoordinator, StringComparison.Ordinal);
        foreach (var outsider in new[] { stranger, world.Coordinator })
            Assert.Equal("pair_not_found", (await platform.FaultAsync(outsider, "mentorship.v1/GetPair", new { pairId = pair })).Reason);
    }

    [Fact]
    public async Task A_session_is_an_invitation_whose_sequence_rises_under_one_uid()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (mentor, mentee) = (await world.ApplyAsync("mentor", name: "Esha"), await world.ApplyAsync("mentee"));
        await world.MoveAsync("matching");
        await world.RunAsync();
        var pair = await world.ActivateAsync(mentee);
        var place = "Hall 3, second floor; ask for \"Grids\" " + string.Concat(Enumerable.Repeat("नमस्ते ", 20));
        var startsAt = TimeProvider.System.GetUtcNow().AddDays(2);
        var session = (await world.CallAsync(mentee, "PlanSession", new { pairId = pair, startsAt, minutes = 45, place })).GetProperty("sessionId").GetGuid();

        var first = await FileAsync(world, mentor, pair, session);
        await world.CallAsync(mentor, "ChangeSession", new { pairId = pair, sessionId = session, minutes = 60 });
        await world.CallAsync(mentor, "ChangeSession", new { pairId = pair, sessionId = session, minutes = 60 });
        await world.CallAsync(mentor, "ChangeSession", new { pairId = pair, sessionId = session, cancel = true });
        var last = await FileAsync(world, mentee, pair, session);

        Assert.Contains("SEQUENCE:0\r\n", first, StringComparison.Ordinal);
        Assert.Contains("SEQUENCE:2\r\n", last, StringComparison.Ordinal);
        Assert.Contains("STATUS:CANCELLED\r\n", last, StringComparison.Ordinal);
        Assert.Contains($"UID:mentorship-session-{session}\r\n", first, StringComparison.Ordinal);
        Assert.Contains($"UID:mentorship-session-{session}\r\n", last, StringComparison.Ordinal);
        Assert.All(first.Split("\r\n"), line => Assert.True(System.Text.Encoding.UTF8.GetByteCount(line) <= 75));
        Assert.Contains(
            @"LOCATION:Hall 3\, second floor\; ask for ""Grids"" नमस्ते", first.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.Equal((1L, 2L), (await NotifiedAsync(mentor, "mentorship.session"), await NotifiedAsync(mentee, "mentorship.session")));
    }

    [Fact]
    public async Task Goals_notes_and_feedback_belong_to_the_two()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (mentor, mentee) = (await world.ApplyAsync("mentor", name: "Esha"), await world.ApplyAsync("mentee"));
        await world.MoveAsync("matching");
        await world.RunAsync();
        var pair = await world.ActivateAsync(mentee);
        var goal = (await world.CallAsync(mentee, "AddGoal", new { pairId = pair, body = "Publish." })).GetProperty("goalId").GetGuid();
        var note = (await world.CallAsync(mentor, "AddNote", new { pairId = pair, body = "Read." })).GetProperty("noteId").GetGuid();

        Assert.True((await world.CallAsync(mentor, "SetGoal", new { pairId = pair, goalId = goal, change = "reached" })).GetProperty("isChanged").GetBoolean());
        Assert.False((await world.CallAsync(mentee, "SetGoal", new { pairId = pair, goalId = goal, change = "reached" })).GetProperty("isChanged").GetBoolean());
        Assert.False((await world.CallAsync(mentee, "RemoveNote", new { pairId = pair, noteId = note })).GetProperty("isRemoved").GetBoolean());
        Assert.True((await world.CallAsync(mentor, "RemoveNote", new { pairId = pair, noteId = note })).GetProperty("isRemoved").GetBoolean());
        Assert.Equal("pair_not_found", (await platform.FaultAsync(world.Coordinator, "mentorship.v1/AddNote", new { pairId = pair, body = "Hello." })).Reason);
        await world.CallAsync(mentee, "EndPair", new { pairId = pair, reason = "completed" });
        Assert.Equal("pair_state", (await platform.FaultAsync(mentor, "mentorship.v1/AddNote", new { pairId = pair, body = "Hello." })).Reason);
    }

    static async Task<string> ReadAsync(MentorshipWorld world, Guid user, Guid pair) =>
        (await world.CallAsync(user, "GetPair", new { pairId = pair })).ToString() + await world.CallAsync(user, "ListMyPairs", new { });

    static async Task<string> FileAsync(MentorshipWorld world, Guid user, Guid pair, Guid session) =>
        (await world.CallAsync(user, "GetSessionCalendar", new { pairId = pair, sessionId = session })).GetProperty("content").GetString()!;

    Task<int> TakenAsync(MentorshipWorld world, Guid mentor) => platform.DataSource.ValueAsync<int>(
        "select taken from mentorship_application where programme_id = $1 and user_id = $2", world.Programme, mentor);

    async Task<long> NotifiedAsync(Guid user, string kind)
    {
        await platform.DrainAsync();
        return await platform.DataSource.ValueAsync<long>(
            """
            select count(*) from notifications_delivery d join notifications_notification n on n.id = d.notification_id
            where d.recipient_id = $1 and n.kind = $2 and d.channel = 'in_app'
            """, user, kind);
    }
}
