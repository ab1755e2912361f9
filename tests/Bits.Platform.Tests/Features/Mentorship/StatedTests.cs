namespace Bits.Platform.Tests.Features.Mentorship;

/// <summary>What applicants and pairs state: odd input, and what may be used of it.</summary>
public sealed class StatedTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    [Fact]
    public async Task A_list_with_a_missing_entry_is_refused()
    {
        var world = await new MentorshipWorld(platform).OpenAsync(new { menteeQuestions = new[] { "What do you hope for?" } });
        var mentee = await platform.UserAsync("Asha");

        foreach (var odd in new object[]
        {
            new { topics = new string?[] { null }, answers = new[] { "A start." } },
            new { languages = new string?[] { null }, answers = new[] { "A start." } },
            new { answers = new string?[] { null } },
        })
            Assert.Equal(Bits.Platform.Rpc.FaultCode.InvalidArgument, (await Assert.ThrowsAsync<Bits.Platform.Rpc.FaultException>(() => world.ApplyAsync(mentee, "mentee", odd))).Code);
        foreach (var odd in new object[] { new { topics = new string?[] { null } }, new { mentorTags = new string?[] { null } }, new { menteeTags = new[] { "a b", "\u202e" } } })
            Assert.Equal(Bits.Platform.Rpc.FaultCode.InvalidArgument, (await Assert.ThrowsAsync<Bits.Platform.Rpc.FaultException>(() => world.CoordinateAsync("UpdateProgramme", odd))).Code);
    }

    [Fact]
    public async Task An_end_that_the_table_cannot_tell_from_the_start_is_refused()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();

        var fault = await Assert.ThrowsAsync<Bits.Platform.Rpc.FaultException>(() => world.CoordinateAsync(
            "UpdateProgramme", new { startsAt = "2090-06-01T12:00:00.9999981Z", endsAt = "2090-06-01T12:00:00.9999989Z" }));

        Assert.Equal("endsAt", fault.Fields[0].Field);
    }

    [Fact]
    public async Task A_time_zone_is_one_of_the_list_and_no_file()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var mentee = await platform.UserAsync("Asha");

        foreach (var odd in new[] { "../../../etc/passwd", "/etc/localtime", "zone.tab", "\n", "\u202eaisA", "Asia/" })
            Assert.Equal("timeZone", (await Assert.ThrowsAsync<Bits.Platform.Rpc.FaultException>(() => world.ApplyAsync(mentee, "mentee", new { timeZone = odd }))).Fields[0].Field);
    }

    [Fact]
    public async Task A_gender_counts_only_while_the_programme_asks_for_it()
    {
        var world = await new MentorshipWorld(platform).OpenAsync(new { allowsGender = true });
        await world.ApplyAsync("mentor", new { gender = "woman" }, "Esha");
        await world.ApplyAsync("mentee", new { gender = "man", preferredGender = "woman" });
        await world.CoordinateAsync("UpdateProgramme", new { allowsGender = false });

        var run = await world.RunAsync(new { kind = "dry_run" });

        Assert.DoesNotContain("gender", (await world.CoordinateAsync("ListRunPairs", new { runId = run })).GetProperty("pairs")[0]
            .GetProperty("explanation").GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from mentorship_run_mentee where run_id = $1 and (gender is not null or preferred_gender is not null)", run));
        Assert.DoesNotContain("woman", (await world.CoordinateAsync("GetReport")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_calendar_file_has_no_control_character()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (mentor, mentee) = (await world.ApplyAsync("mentor", name: "Esha"), await world.ApplyAsync("mentee"));
        await world.MoveAsync("matching", "review");
        var pair = (await world.CoordinateAsync("AddPair", new { mentorId = mentor, menteeId = mentee, reason = "They met." })).GetProperty("pairId").GetGuid();
        foreach (var one in new[] { mentor, mentee })
            await world.CallAsync(one, "AcceptPair", new { pairId = pair });

        var session = (await world.CallAsync(mentee, "PlanSession", new
        {
            pairId = pair,
            startsAt = TimeProvider.System.GetUtcNow().AddDays(2),
            agenda = "one\u000bATTENDEE:mailto:x@example.org\u0085two\u001b[31m\u2028three\u0007\tfour",
        })).GetProperty("sessionId").GetGuid();
        var file = (await world.CallAsync(mentor, "GetSessionCalendar", new { pairId = pair, sessionId = session })).GetProperty("content").GetString()!;

        Assert.DoesNotContain(
            file.Replace("\r\n", "", StringComparison.Ordinal).Replace("\t", "", StringComparison.Ordinal), letter => char.IsControl(letter) || letter is '\u2028' or '\u2029');
        Assert.Contains(@"one\nATTENDEE:mailto:x@example.org\ntwo", file.Replace("\r\n ", "", StringComparison.Ordinal), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_excludes_their_own_company_is_not_paired_within_it_by_hand_either()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var mentor = await world.ApplyAsync("mentor", new { company = "Siemens" }, "Esha");
        var mentee = await world.ApplyAsync("mentee", new { company = "siemens", excludesSameCompany = true });
        await world.MoveAsync("matching", "review");

        Assert.Equal("pair_excluded", (await platform.FaultAsync(
            world.Coordinator, "mentorship.v1/AddPair", new { programmeId = world.Programme, mentorId = mentor, menteeId = mentee, reason = "They met." })).Reason);
    }

    [Fact]
    public async Task After_a_match_has_not_come_about_the_two_read_no_more_of_each_other()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (mentor, mentee) = (await world.ApplyAsync("mentor", name: "Esha"), await world.ApplyAsync("mentee", new { about = "I begin.", timeZone = "Asia/Kolkata" }));
        await world.MoveAsync("matching", "review");
        var pair = (await world.CoordinateAsync("AddPair", new { mentorId = mentor, menteeId = mentee, reason = "They met." })).GetProperty("pairId").GetGuid();
        Assert.Contains("I begin.", (await world.CallAsync(mentor, "GetPair", new { pairId = pair })).ToString(), StringComparison.Ordinal);

        await world.CallAsync(mentee, "DeclinePair", new { pairId = pair });

        var seen = (await world.CallAsync(mentor, "GetPair", new { pairId = pair })).ToString();
        Assert.DoesNotContain("I begin.", seen, StringComparison.Ordinal);
        Assert.DoesNotContain("Kolkata", seen, StringComparison.Ordinal);
    }
}
