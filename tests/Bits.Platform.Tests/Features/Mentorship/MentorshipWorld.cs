using System.Text.Json;

namespace Bits.Platform.Tests.Features.Mentorship;

/// <summary>A programme with its coordinator, mentors and mentees, made by the calls that people make.</summary>
sealed class MentorshipWorld(TestPlatform platform)
{
    public Guid Coordinator { get; private set; }

    public Guid Programme { get; private set; }

    public async Task<MentorshipWorld> OpenAsync(object? settings = null)
    {
        Coordinator = await platform.UserAsync("Divya");
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'operator' where id = $1", Coordinator);
        Programme = (await platform.CallAsync(Coordinator, "mentorship.v1/CreateProgramme", Merged(new
        {
            name = "First years in industry",
            topics = new[] { "Careers", "Research", "Grids", "Startups" },
            applicationsEndAt = "2090-01-01T00:00:00Z",
            startsAt = "2090-01-02T00:00:00Z",
            endsAt = "2091-01-02T00:00:00Z",
        }, settings))).GetProperty("programmeId").GetGuid();
        await MoveAsync("applications_open");
        return this;
    }

    /// <summary>Makes a programme with a mentor and a mentee whom the coordinator has paired by hand.</summary>
    public static async Task<(MentorshipWorld World, Guid Mentor, Guid Mentee, Guid Pair)> ApprovedAsync(TestPlatform platform)
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (mentor, mentee) = (await world.ApplyAsync("mentor", name: "Esha"), await world.ApplyAsync("mentee"));
        await world.MoveAsync("matching", "review");
        var added = await world.CoordinateAsync("AddPair", new { mentorId = mentor, menteeId = mentee, reason = "They met." });
        await platform.DrainAsync();
        return (world, mentor, mentee, added.GetProperty("pairId").GetGuid());
    }

    /// <summary>Makes the same, with a pair that both have accepted.</summary>
    public static async Task<(MentorshipWorld World, Guid Mentor, Guid Mentee, Guid Pair)> ActiveAsync(TestPlatform platform)
    {
        var approved = await ApprovedAsync(platform);
        foreach (var one in new[] { approved.Mentor, approved.Mentee })
            await approved.World.CallAsync(one, "AcceptPair", new { pairId = approved.Pair });
        return approved;
    }

    public Task<JsonElement> MoveAsync(params string[] states) => states.Aggregate(
        Task.FromResult<JsonElement>(default), async (before, state) =>
        {
            await before;
            return await CoordinateAsync("ChangeProgrammeState", new { state });
        });

    public Task<JsonElement> CoordinateAsync(string verb, object? request = null) =>
        platform.CallAsync(Coordinator, $"mentorship.v1/{verb}", Merged(new { programmeId = Programme }, request));

    public Task<JsonElement> CallAsync(Guid user, string verb, object request) => platform.CallAsync(user, $"mentorship.v1/{verb}", request);

    public async Task<Guid> ApplyAsync(string role, object? stated = null, string name = "Asha", int batch = 2018)
    {
        var user = await platform.UserAsync(name, batch);
        await ApplyAsync(user, role, stated);
        return user;
    }

    public Task<JsonElement> ApplyAsync(Guid user, string role, object? stated = null) => platform.CallAsync(
        user, "mentorship.v1/SaveApplication",
        Merged(new { programmeId = Programme, role, topics = new[] { "Careers" }, languages = new[] { "English" } }, stated));

    /// <summary>Runs the matching until its jobs have ended.</summary>
    public async Task<Guid> RunAsync(object? order = null)
    {
        var run = (await CoordinateAsync("StartRun", order)).GetProperty("runId").GetGuid();
        await FinishAsync(run);
        return run;
    }

    public async Task FinishAsync(Guid run)
    {
        while (await platform.DataSource.ValueAsync<bool>("select state = 'scoring' from mentorship_run where id = $1", run))
        {
            await platform.DrainAsync();
        }

        await platform.DrainAsync();
    }

    /// <summary>The pairs of a run, as "mentee mentor" by user.</summary>
    public Task<string> PairsOfAsync(Guid run) => platform.DataSource.ValueAsync<string>(
        """
        select coalesce(string_agg(e.user_id || ' ' || m.user_id || ' ' || coalesce(e.gain, -1), ',' order by e.user_id), '')
        from mentorship_run_mentee e join mentorship_run_mentor m on m.run_id = e.run_id and m.place = e.mentor_place
        where e.run_id = $1
        """, run);

    public Task<Guid> PairAsync(Guid mentee, string state = "proposed") => platform.DataSource.ValueAsync<Guid>(
        "select id from mentorship_pair where programme_id = $1 and mentee_user_id = $2 and state = $3", Programme, mentee, state);

    public Task<Guid> MentorOfAsync(Guid pair) =>
        platform.DataSource.ValueAsync<Guid>("select mentor_user_id from mentorship_pair where id = $1", pair);

    /// <summary>Approves the proposal of a mentee, and both accept.</summary>
    public async Task<Guid> ActivateAsync(Guid mentee)
    {
        var pair = await PairAsync(mentee);
        await CoordinateAsync("ApprovePairs", new { pairIds = new[] { pair } });
        await CallAsync(mentee, "AcceptPair", new { pairId = pair });
        await CallAsync(await MentorOfAsync(pair), "AcceptPair", new { pairId = pair });
        return pair;
    }

    public Task<string> StateAsync(Guid pair) => platform.DataSource.ValueAsync<string>("select state from mentorship_pair where id = $1", pair);

    static JsonElement Merged(object basis, object? more)
    {
        var all = JsonSerializer.SerializeToElement(basis, JsonSerializerOptions.Web).EnumerateObject()
            .ToDictionary(field => field.Name, field => field.Value);
        if (more is not null)
            foreach (var field in JsonSerializer.SerializeToElement(more, JsonSerializerOptions.Web).EnumerateObject())
                all[field.Name] = field.Value;
        return JsonSerializer.SerializeToElement(all);
    }
}
