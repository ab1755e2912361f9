using System.Text.Json;
using Bits.Platform.Tests.Audit;

namespace Bits.Platform.Tests.Features.Mentorship;

/// <summary>Each call of mentorship that writes, with what has to be there for it to have an effect.</summary>
sealed class MentorshipWritingCalls(TestPlatform platform)
{
    static readonly object Settings = new
    {
        name = "Grids",
        topics = new[] { "Careers", "Grids" },
        applicationsEndAt = "2090-01-01T00:00:00Z",
        startsAt = "2090-01-02T00:00:00Z",
        endsAt = "2091-01-02T00:00:00Z",
    };

    public IEnumerable<KeyValuePair<string, Func<Task<PreparedCall>>>> All => new Dictionary<string, Func<Task<PreparedCall>>>
    {
        ["CreateProgramme"] = async () => new((await OpenAsync()).Coordinator, Settings),
        ["UpdateProgramme"] = () => CoordinatingAsync(_ => Task.FromResult<object>(new { description = "Every week.", topics = new[] { "Careers" } })),
        ["ChangeProgrammeState"] = () => CoordinatingAsync(_ => Task.FromResult<object>(new { state = "matching" })),
        ["AddCoordinator"] = () => CoordinatingAsync(async _ => new { userId = await platform.UserAsync("Asha") }),
        ["RemoveCoordinator"] = () => CoordinatingAsync(async world =>
        {
            var other = await platform.UserAsync("Asha");
            await world.CoordinateAsync("AddCoordinator", new { userId = other });
            return new { userId = other, reason = "changes jobs" };
        }),
        ["SaveApplication"] = async () =>
        {
            var world = await OpenAsync();
            return new(await platform.UserAsync("Asha"), new
            {
                programmeId = world.Programme,
                role = "mentee",
                topics = new[] { "Careers" },
                languages = new[] { "English" },
                about = "I begin.",
            });
        },
        ["WithdrawApplication"] = async () =>
        {
            var world = await OpenAsync();
            return new(await world.ApplyAsync("mentee"), new { programmeId = world.Programme });
        },
        ["StartRun"] = () => CoordinatingAsync(async world =>
        {
            await world.MoveAsync("matching");
            return new { };
        }),
        ["DiscardRun"] = () => CoordinatingAsync(async world => new { runId = await RunAsync(world) }),
        ["ApproveRun"] = () => CoordinatingAsync(async world => new { runId = await RunAsync(world) }),
        ["ApprovePairs"] = () => CoordinatingAsync(async world => new { pairIds = new[] { await ProposedAsync(world) } }),
        ["RefusePair"] = () => CoordinatingAsync(async world => new { pairId = await ProposedAsync(world), reason = "related" }),
        ["AddPair"] = () => CoordinatingAsync(async world =>
        {
            var (mentor, mentee) = (await world.ApplyAsync("mentor"), await world.ApplyAsync("mentee"));
            await world.MoveAsync("matching", "review");
            return new { mentorId = mentor, menteeId = mentee, reason = "They met." };
        }),
        ["AcceptPair"] = async () =>
        {
            var (_, _, mentee, pair) = await ApprovedAsync();
            return new(mentee, new { pairId = pair });
        },
        ["DeclinePair"] = async () =>
        {
            var (_, _, mentee, pair) = await ApprovedAsync();
            return new(mentee, new { pairId = pair, note = "No time." });
        },
        ["EndPair"] = () => MeetingAsync((_, _, _) => Task.FromResult<object>(new { reason = "completed", note = "Done." })),
        ["AddGoal"] = () => MeetingAsync((_, _, _) => Task.FromResult<object>(new { body = "Publish." })),
        ["SetGoal"] = () => MeetingAsync(async (world, mentee, pair) => new
        {
            goalId = (await world.CallAsync(mentee, "AddGoal", new { pairId = pair, body = "Publish." })).GetProperty("goalId").GetGuid(),
            change = "reached",
        }),
        ["AddNote"] = () => MeetingAsync((_, _, _) => Task.FromResult<object>(new { body = "Read." })),
        ["RemoveNote"] = () => MeetingAsync(async (world, mentee, pair) => new
        {
            noteId = (await world.CallAsync(mentee, "AddNote", new { pairId = pair, body = "Read." })).GetProperty("noteId").GetGuid(),
        }),
        ["PlanSession"] = () => MeetingAsync((_, _, _) => Task.FromResult<object>(
            new { startsAt = TimeProvider.System.GetUtcNow().AddDays(2), place = "Library", agenda = "Firsts" })),
        ["ChangeSession"] = () => MeetingAsync(async (world, mentee, pair) => new
        {
            sessionId = (await world.CallAsync(mentee, "PlanSession", new { pairId = pair, startsAt = TimeProvider.System.GetUtcNow().AddDays(2) }))
                .GetProperty("sessionId").GetGuid(),
            minutes = 30,
            place = "Library",
            agenda = "Seconds",
        }),
        ["CheckIn"] = () => MeetingAsync((_, _, _) => Task.FromResult<object>(new { mood = 4, comment = "Well." })),
        ["GiveFeedback"] = () => MeetingAsync((_, _, _) => Task.FromResult<object>(new { rating = 5, comment = "Well." })),
    }.Select(call => KeyValuePair.Create($"mentorship.v1/{call.Key}", call.Value));

    /// <summary>A programme that this user coordinates, with a finished run, and an active pair of which they are the mentee in another
    /// one: what reading calls ask about.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> ReadableAsync(Guid user)
    {
        var (world, _, _, _) = await ApprovedAsync();
        await world.CoordinateAsync("AddCoordinator", new { userId = user });
        var (met, mentee, pair) = await ActiveAsync(user);
        var session = (await met.CallAsync(mentee, "PlanSession", new { pairId = pair, startsAt = TimeProvider.System.GetUtcNow().AddDays(2) })).GetProperty("sessionId").GetGuid();
        var run = await world.RunAsync(new { kind = "dry_run" });
        var scored = await platform.DataSource.ValueAsync<Guid>("select user_id from mentorship_run_mentee where run_id = $1 limit 1", run);
        return new Dictionary<string, Guid>
        {
            ["programmeId"] = world.Programme,
            ["runId"] = run,
            ["menteeId"] = scored,
            ["pairId"] = pair,
            ["sessionId"] = session,
        };
    }

    Task<MentorshipWorld> OpenAsync() => new MentorshipWorld(platform).OpenAsync(new { topics = new[] { "Careers", "Grids" } });

    async Task<PreparedCall> CoordinatingAsync(Func<MentorshipWorld, Task<object>> about)
    {
        var world = await OpenAsync();
        var request = JsonSerializer.SerializeToNode(await about(world), JsonSerializerOptions.Web)!;
        request["programmeId"] = world.Programme;
        return new(world.Coordinator, request);
    }

    static async Task<Guid> RunAsync(MentorshipWorld world)
    {
        await world.ApplyAsync("mentor");
        await world.ApplyAsync("mentee");
        await world.MoveAsync("matching");
        return await world.RunAsync();
    }

    // As a run would have proposed it.
    async Task<Guid> ProposedAsync(MentorshipWorld world)
    {
        var (mentor, mentee) = (await world.ApplyAsync("mentor"), await world.ApplyAsync("mentee"));
        await world.MoveAsync("matching", "review");
        return await platform.DataSource.ValueAsync<Guid>(
            """
            insert into mentorship_pair (id, programme_id, mentor_user_id, mentee_user_id, state)
            values (gen_random_uuid(), $1, $2, $3, 'proposed') returning id
            """, world.Programme, mentor, mentee);
    }

    async Task<(MentorshipWorld World, Guid Mentor, Guid Mentee, Guid Pair)> ApprovedAsync(Guid? user = null)
    {
        var world = await OpenAsync();
        var mentor = await world.ApplyAsync("mentor", new { capacity = 2 });
        var mentee = user ?? await platform.UserAsync("Asha");
        await world.ApplyAsync(mentee, "mentee");
        var waiting = await platform.UserAsync("Chitra");
        await world.ApplyAsync(waiting, "mentee");
        await world.MoveAsync("matching", "review");
        var pair = (await world.CoordinateAsync("AddPair", new { mentorId = mentor, menteeId = mentee, reason = "They met." })).GetProperty("pairId").GetGuid();
        return (world, mentor, mentee, pair);
    }

    async Task<(MentorshipWorld World, Guid Mentee, Guid Pair)> ActiveAsync(Guid? user = null)
    {
        var (world, mentor, mentee, pair) = await ApprovedAsync(user);
        foreach (var one in new[] { mentor, mentee })
            await world.CallAsync(one, "AcceptPair", new { pairId = pair });
        return (world, mentee, pair);
    }

    async Task<PreparedCall> MeetingAsync(Func<MentorshipWorld, Guid, Guid, Task<object>> about)
    {
        var (world, mentee, pair) = await ActiveAsync();
        var request = JsonSerializer.SerializeToNode(await about(world, mentee, pair), JsonSerializerOptions.Web)!;
        request["pairId"] = pair;
        return new(mentee, request);
    }
}
