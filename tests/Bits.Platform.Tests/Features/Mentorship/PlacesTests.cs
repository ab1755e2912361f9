using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.Mentorship;

/// <summary>Histories drawn at random, several callers at once: no mentor ever has more mentees than places, no mentee two mentors,
/// and the counter of places is the number of pairs that hold one.</summary>
[Slow]
public sealed class PlacesTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    const int Histories = 200;
    const int StepsEach = 12;

    [Fact]
    public async Task Four_concurrent_approvals_of_the_same_proposals_take_each_place_once()
    {
        foreach (var seed in Cases.Numbers(100))
        {
            var (world, mentors, mentees) = await ReadyAsync(new(seed));
            var pairs = await ProposeAllAsync(world, mentors, mentees);

            await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => world.CoordinateAsync("ApprovePairs", new { pairIds = pairs })));

            await AssertPlacesAsync(world, $"seed {seed}");
            Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
                """
                select count(*) from mentorship_pair p
                join mentorship_application a on a.programme_id = p.programme_id and a.user_id = p.mentor_user_id
                where p.programme_id = $1 and p.state = 'proposed' and a.taken < a.capacity
                """, world.Programme));
        }
    }

    [Fact]
    public async Task Runs_approvals_answers_and_withdrawals_at_once_never_exceed_the_places()
    {
        foreach (var seed in Cases.Numbers(Histories))
        {
            var random = new Random(seed);
            var (world, mentors, mentees) = await ReadyAsync(random);
            for (var step = 0; step < StepsEach; step++)
            {
                var seeds = Enumerable.Range(0, 4).Select(_ => random.Next()).ToList();
                await Task.WhenAll(seeds.Select(one => StepAsync(world, new(one), mentors, mentees)));
                if (step % 4 == 3)
                    await platform.DrainAsync();
                await AssertPlacesAsync(world, $"seed {seed}, step {step}");
            }
        }
    }

    // One thing that a person may do; whether it is refused does not matter here.
    async Task StepAsync(MentorshipWorld world, Random random, Guid[] mentors, Guid[] mentees)
    {
        try
        {
            await (random.Next(7) switch
            {
                0 => world.CoordinateAsync("StartRun", new { seed = random.Next() }),
                1 or 2 => world.CoordinateAsync("ApprovePairs", new { pairIds = await PairsAsync(world, "proposed") }),
                3 => world.CoordinateAsync("AddPair", new { mentorId = random.GetItems(mentors, 1)[0], menteeId = random.GetItems(mentees, 1)[0], reason = "drawn" }),
                4 => AnswerAsync(world, random, "AcceptPair"),
                5 => AnswerAsync(world, random, "DeclinePair"),
                _ => EndAsync(world, random, mentors),
            });
        }
        catch (FaultException)
        {
        }
    }

    async Task<System.Text.Json.JsonElement> AnswerAsync(MentorshipWorld world, Random random, string verb)
    {
        if (await PairsAsync(world, "approved") is not [_, ..] pairs)
            return default;

        var pair = random.GetItems(pairs, 1)[0];
        var user = random.Next(2) == 0 ? await world.MentorOfAsync(pair) : await MenteeOfAsync(pair);
        return await world.CallAsync(user, verb, new { pairId = pair });
    }

    async Task<System.Text.Json.JsonElement> EndAsync(MentorshipWorld world, Random random, Guid[] mentors)
    {
        if (random.Next(4) == 0)
            return await world.CallAsync(random.GetItems(mentors, 1)[0], "WithdrawApplication", new { programmeId = world.Programme });
        if (await PairsAsync(world, "active") is not [_, ..] pairs)
            return default;

        var pair = random.GetItems(pairs, 1)[0];
        return await world.CallAsync(await MenteeOfAsync(pair), "EndPair", new { pairId = pair, reason = "rematch" });
    }

    async Task AssertPlacesAsync(MentorshipWorld world, string when)
    {
        const string wrong = """
            select count(*)
            from mentorship_application a
            where programme_id = $1 and role = 'mentor' and (
                taken > capacity
                or taken <> (select count(*) from mentorship_pair p
                             where p.programme_id = a.programme_id and p.mentor_user_id = a.user_id and p.state in ('approved', 'active')))
            """;
        const string twice = """
            select count(*) from (
                select from mentorship_pair where programme_id = $1 and state in ('proposed', 'approved', 'active')
                group by mentee_user_id having count(*) > 1) as many
            """;

        Assert.True(await platform.DataSource.ValueAsync<long>(wrong, world.Programme) == 0, when);
        Assert.True(await platform.DataSource.ValueAsync<long>(twice, world.Programme) == 0, when);
    }

    async Task<(MentorshipWorld World, Guid[] Mentors, Guid[] Mentees)> ReadyAsync(Random random)
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        var (mentors, mentees) = (new Guid[3], new Guid[6]);
        for (var i = 0; i < mentors.Length; i++)
            mentors[i] = await world.ApplyAsync("mentor", new { capacity = random.Next(1, 3) }, "Esha");
        for (var i = 0; i < mentees.Length; i++)
            mentees[i] = await world.ApplyAsync("mentee");
        await world.MoveAsync("matching", "review");
        return (world, mentors, mentees);
    }

    // More proposals than places: two runs that did not know of each other.
    async Task<Guid[]> ProposeAllAsync(MentorshipWorld world, Guid[] mentors, Guid[] mentees)
    {
        foreach (var (mentee, i) in mentees.Select((mentee, i) => (mentee, i)))
            await platform.DataSource.SqlAsync(
                "insert into mentorship_pair (id, programme_id, mentor_user_id, mentee_user_id, state) values (gen_random_uuid(), $1, $2, $3, 'proposed')",
                world.Programme, mentors[i % 2], mentee);
        return await PairsAsync(world, "proposed");
    }

    Task<Guid[]> PairsAsync(MentorshipWorld world, string state) => platform.DataSource.ValueAsync<Guid[]>(
        "select coalesce(array_agg(id), '{}') from mentorship_pair where programme_id = $1 and state = $2", world.Programme, state);

    Task<Guid> MenteeOfAsync(Guid pair) =>
        platform.DataSource.ValueAsync<Guid>("select mentee_user_id from mentorship_pair where id = $1", pair);
}
