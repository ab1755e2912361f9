using System.Text.Json;
using Bits.Jobs;
using Bits.Membership;
using Bits.Platform.Features.Mentorship;
using Bits.Platform.Features.Mentorship.Pairs;

namespace Bits.Platform.Tests.Features.Mentorship;

public sealed class ProgrammeTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_programme_lives_from_draft_to_closed()
    {
        var world = await new MentorshipWorld(platform).OpenAsync(new { menteeQuestions = new[] { "What do you hope for?" } });
        var mentor = await world.ApplyAsync("mentor", new { capacity = 2, city = "Chennai", languages = new[] { "English", "Tamil" } }, "Esha");
        var mentee = await world.ApplyAsync("mentee", new { answers = new[] { "A good start." }, city = "chennai", languages = new[] { "Tamil" } });

        await world.MoveAsync("matching");
        var run = await world.RunAsync();
        Assert.Equal("review", (await GetAsync(world)).GetProperty("programme").GetProperty("state").GetString());

        var pair = await world.ActivateAsync(mentee);
        await world.MoveAsync("active");
        await world.CallAsync(mentee, "AddGoal", new { pairId = pair, body = "Publish one article." });
        await world.CallAsync(mentor, "AddNote", new { pairId = pair, body = "Read the paper." });
        await world.CallAsync(mentor, "PlanSession", new { pairId = pair, startsAt = TimeProvider.System.GetUtcNow().AddDays(3), place = "Library" });
        await world.CallAsync(mentee, "CheckIn", new { pairId = pair, mood = 4, comment = "Well." });
        var seen = await world.CallAsync(mentor, "GetPair", new { pairId = pair });
        await world.MoveAsync("closed");
        await world.CallAsync(mentee, "GiveFeedback", new { pairId = pair, rating = 5 });
        var report = (await world.CoordinateAsync("GetReport")).GetProperty("report");
        var certificate = await world.CallAsync(mentee, "GetCertificate", new { pairId = pair });

        Assert.Equal(mentor, await world.MentorOfAsync(pair));
        Assert.Equal("Shares the topic Careers, same city, speaks Tamil.", seen.GetProperty("pair").GetProperty("explanation").GetProperty("text").GetString());
        Assert.Equal(("Publish one article.", "Read the paper.", "Library", 0), (
            seen.GetProperty("goals")[0].GetProperty("body").GetString(), seen.GetProperty("notes")[0].GetProperty("body").GetString(),
            seen.GetProperty("sessions")[0].GetProperty("place").GetString(), seen.GetProperty("checkIns").GetArrayLength()));
        Assert.Equal("ended", await world.StateAsync(pair));
        Assert.Equal((1, 4.0, 5.0), (
            report.GetProperty("ended").GetInt32(), report.GetProperty("checkInMood").GetDouble(), report.GetProperty("rating").GetDouble()));
        Assert.Equal(("Asha", "Esha"), (certificate.GetProperty("name").GetString(), certificate.GetProperty("otherName").GetString()));
        Assert.True((await world.CoordinateAsync("VerifyRun", new { runId = run })).GetProperty("verdict").GetProperty("isProved").GetBoolean());
    }

    [Fact]
    public async Task A_draft_is_hidden_and_gives_the_answer_of_a_missing_programme()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        await world.MoveAsync("draft");
        var stranger = await platform.UserAsync("Bikram");

        foreach (var verb in new[] { "GetProgramme", "GetMyApplication", "ListMentors", "GetReport", "WithdrawApplication" })
        {
            var hidden = await platform.FaultAsync(stranger, $"mentorship.v1/{verb}", new { programmeId = world.Programme });
            var missing = await platform.FaultAsync(stranger, $"mentorship.v1/{verb}", new { programmeId = Guid.Empty });
            Assert.Equal((missing.Reason, missing.Code), (hidden.Reason, hidden.Code));
        }

        Assert.DoesNotContain(world.Programme, await ListAsync(stranger));
        Assert.Contains(world.Programme, await ListAsync(world.Coordinator));
    }

    [Fact]
    public async Task States_follow_their_order_and_closed_applications_take_none()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();

        Assert.Equal("programme_state", (await FaultAsync(world, "ChangeProgrammeState", new { programmeId = world.Programme, state = "active" })).Reason);
        await world.MoveAsync("matching");
        var late = await platform.FaultAsync(await platform.UserAsync("Bikram"), "mentorship.v1/SaveApplication", new
        {
            programmeId = world.Programme,
            role = "mentee",
            topics = new[] { "Careers" },
            languages = new[] { "English" },
        });

        Assert.Equal("programme_state", late.Reason);
        Assert.False((await world.MoveAsync("matching")).GetProperty("isChanged").GetBoolean());
    }

    [Fact]
    public async Task Only_those_with_one_of_the_tags_may_apply()
    {
        var world = await new MentorshipWorld(platform).OpenAsync(new { mentorTags = new[] { "batch:1998", "faculty" } });
        var (old, young) = (await platform.UserAsync("Chitra"), await platform.UserAsync("Asha"));
        await platform.Memberships.AddMemberAsync(new(old, Scope.Batch(1998)), OnBanned.Refuse, Change.BySystem("test"), Ct);

        await world.ApplyAsync(old, "mentor");
        var refused = await platform.FaultAsync(young, "mentorship.v1/SaveApplication", new
        {
            programmeId = world.Programme,
            role = "mentor",
            topics = new[] { "Careers" },
            languages = new[] { "English" },
        });

        Assert.Equal("not_eligible", refused.Reason);
        Assert.Equal(["apply_as_mentee"], await CanAsync(world, young));
        Assert.Equal(["apply_as_mentor", "withdraw"], await CanAsync(world, old));
        Assert.Equal(MemberRole.Mentor, await platform.Memberships.RoleAsync(old, Scope.MentorshipProgramme(world.Programme), Ct));
    }

    [Fact]
    public async Task A_coordinator_cannot_apply_and_an_applicant_cannot_coordinate()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var mentee = await world.ApplyAsync("mentee");

        Assert.Equal("coordinator_cannot_apply", (await FaultAsync(world, "SaveApplication", new
        {
            programmeId = world.Programme,
            role = "mentor",
            topics = new[] { "Careers" },
            languages = new[] { "English" },
        })).Reason);
        Assert.Equal("applicant_cannot_coordinate", (await FaultAsync(world, "AddCoordinator", new { programmeId = world.Programme, userId = mentee })).Reason);
        Assert.Equal("last_coordinator", (await FaultAsync(world, "RemoveCoordinator", new { programmeId = world.Programme, userId = world.Coordinator })).Reason);
    }

    [Fact]
    public async Task The_deadline_of_applications_closes_them()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        await platform.DataSource.SqlAsync("update mentorship_programme set applications_end_at = now() - interval '1 minute' where id = $1", world.Programme);

        await platform.Get<JobQueue>().EnqueueAsync(new KeepDeadlines(), MentorshipJson.Default.KeepDeadlines, ct: Ct);
        await platform.DrainAsync();

        Assert.Equal("matching", (await GetAsync(world)).GetProperty("programme").GetProperty("state").GetString());
    }

    Task<Bits.Platform.Rpc.FaultException> FaultAsync(MentorshipWorld world, string verb, object request) =>
        platform.FaultAsync(world.Coordinator, $"mentorship.v1/{verb}", request);

    static Task<JsonElement> GetAsync(MentorshipWorld world) => world.CoordinateAsync("GetProgramme");

    async Task<IEnumerable<Guid>> ListAsync(Guid user) =>
        (await platform.CallAsync(user, "mentorship.v1/ListProgrammes", new { limit = 100 })).GetProperty("programmes").EnumerateArray()
            .Select(programme => programme.GetProperty("programmeId").GetGuid());

    static async Task<IEnumerable<string?>> CanAsync(MentorshipWorld world, Guid user) =>
        (await world.CallAsync(user, "GetProgramme", new { programmeId = world.Programme })).GetProperty("programme").GetProperty("can")
            .EnumerateArray().Select(action => action.GetString());
}
