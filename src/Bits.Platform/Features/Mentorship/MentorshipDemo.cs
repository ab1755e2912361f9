using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Demo;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship;

/// <summary>The programmes of the demo data, one in each state, with applicants; those in review and later with the pairs of a run.
/// </summary>
sealed class MentorshipDemo(SystemPipeline pipeline, Memberships memberships, TimeProvider time) : IDemoSeed
{
    const int MentorsEach = 4;
    const int MenteesEach = 8;
    static readonly SystemTask Seeding = SystemTask.OfOperator("demo.seed", AuditClass.Access);

    // The days from now at which applications end, the programme starts and ends.
    static readonly (ProgrammeState State, string Name, int ApplicationsEnd, int Starts, int Ends)[] Programmes =
    [
        (ProgrammeState.Draft, "Women in hardware", 40, 60, 240),
        (ProgrammeState.ApplicationsOpen, "First years in industry", 14, 30, 210),
        (ProgrammeState.Matching, "Founders in their first year", -1, 14, 200),
        (ProgrammeState.Review, "Doctoral applications", -7, 7, 190),
        (ProgrammeState.Active, "Careers in energy", -90, -60, 120),
        (ProgrammeState.Closed, "Switching to product", -300, -280, -100),
    ];

    static readonly string[] Topics = ["Careers", "Research", "Grids", "Startups", "Product", "Hardware"];
    static readonly string[] Cities = ["Bengaluru", "Chennai", "Goa", "Pune"];
    static readonly string[] Languages = ["English", "Hindi", "Tamil", "Konkani"];
    static readonly string[] Answers = ["An honest view from outside."];

    /// <inheritdoc />
    public async Task AddContentAsync(IReadOnlyList<Guid> people, IProgress<DemoProgress>? progress, CancellationToken ct)
    {
        foreach (var number in Enumerable.Range(0, Programmes.Length))
        {
            await pipeline.RunAsync(Seeding, call => AddAsync(call.Db, number, people, ct), ct);
            progress?.Report(new("programmes", number + 1, Programmes.Length));
        }
    }

    // Everyone takes part in one way; the first, Asha, coordinates, but is a mentee where applications are open.
    async Task<bool> AddAsync(NpgsqlConnection db, int number, IReadOnlyList<Guid> people, CancellationToken ct)
    {
        var programme = Programmes[number];
        var id = Id(number, 0);
        if (!await InsertAsync(db, id, programme, ct))
            return false;

        var coordinator = people[programme.State == ProgrammeState.ApplicationsOpen ? 3 : 0];
        var applicants = people.Where(person => person != coordinator).Take(MentorsEach + MenteesEach).ToList();
        if (programme.State == ProgrammeState.Draft)
            applicants.Clear();
        var (mentors, mentees) = (applicants.Skip(1).Take(MentorsEach).ToList(), applicants.Take(1).Concat(applicants.Skip(1 + MentorsEach)).ToList());
        List<NewMember> members =
        [
            new(coordinator, Scope.MentorshipProgramme(id), MemberRole.Coordinator),
            .. mentors.Select(mentor => new NewMember(mentor, Scope.MentorshipProgramme(id), MemberRole.Mentor)),
            .. mentees.Select(mentee => new NewMember(mentee, Scope.MentorshipProgramme(id), MemberRole.Mentee)),
        ];
        await memberships.AddMembersAsync(db, members, Change.BySystem("demo data"), ct: ct);
        foreach (var (person, place) in mentors.Concat(mentees).Select((person, place) => (person, place)))
            await ApplyAsync(db, id, person, place, isMentor: place < mentors.Count, ct);
        if (programme.State >= ProgrammeState.Review)
            foreach (var (mentee, place) in mentees.Take(mentees.Count - 1).Select((mentee, place) => (mentee, place)))
                await PairAsync(db, number, place, mentors[place % mentors.Count], mentee, ct);
        return true;
    }

    async Task<bool> InsertAsync(
        NpgsqlConnection db, Guid id, (ProgrammeState State, string Name, int ApplicationsEnd, int Starts, int Ends) p, CancellationToken ct)
    {
        const string sql = """
            insert into mentorship_programme
                (id, name, description, state, topics, mentee_questions, applications_end_at, starts_at, ends_at, created_at)
            values ($1, $2, 'One hour every other week, on what the mentee brings.', $3, $4, '{"What do you hope for?"}', $5, $6, $7, $8)
            on conflict do nothing
            """;

        var now = time.GetUtcNow();
        return await db.ExecuteAsync(
            sql,
            [id, p.Name, p.State.ToText(), Topics, now.AddDays(p.ApplicationsEnd), now.AddDays(p.Starts), now.AddDays(p.Ends), now], ct) > 0;
    }

    static Task<int> ApplyAsync(NpgsqlConnection db, Guid programme, Guid person, int place, bool isMentor, CancellationToken ct)
    {
        const string sql = """
            insert into mentorship_application
                (programme_id, user_id, role, about, topics, languages, city, time_zone, answers, preferred, conflicts, excludes_same_company,
                 capacity)
            values ($1, $2, $3, $4, $5, $6, $7, 'Asia/Kolkata', $8, '{}', '{}', false, $9)
            on conflict do nothing
            """;

        return db.ExecuteAsync(
            sql,
            [
                programme, person, isMentor ? "mentor" : "mentee",
                isMentor ? "Happy to listen, and to introduce." : "I have begun, and have many questions.",
                new[] { Topics[place % Topics.Length], Topics[(place + 2) % Topics.Length] },
                new[] { Languages[0], Languages[1 + place % 3] }, Cities[place % Cities.Length],
                isMentor ? [] : Answers, isMentor ? 3 : 0,
            ], ct);
    }

    // In review some wait for approval and some for answers; later they are active, and one has been declined.
    async Task<bool> PairAsync(NpgsqlConnection db, int number, int place, Guid mentor, Guid mentee, CancellationToken ct)
    {
        const string sql = """
            insert into mentorship_pair
                (id, programme_id, mentor_user_id, mentee_user_id, state, reason, proposed_at, decided_at, answer_due_at, mentor_accepted_at,
                 mentee_accepted_at, started_at, ended_at, end_kind, next_check_in_at)
            select $1::uuid, $2::uuid, $3::uuid, $4::uuid, $5::text, 'Demo data.', $6::timestamptz, d.at, d.at + interval '7 days', s.at, s.at, s.at, e.at,
                   case $5 when 'ended' then 'closed' end, case $5 when 'active' then $7::timestamptz + interval '2 days' end
            from (select case when $5::text <> 'proposed' then $6::timestamptz + interval '1 hour' end as at) d,
                 (select case when $5::text in ('active', 'ended') then $6::timestamptz + interval '1 day' end as at) s,
                 (select case when $5::text in ('ended', 'declined') then $6::timestamptz + interval '3 days' end as at) e
            on conflict do nothing
            """;
        const string take = """
            update mentorship_application set taken = taken + 1 where programme_id = $1 and user_id = $2 and $3::text in ('approved', 'active')
            """;

        var state = (Programmes[number].State, place) switch
        {
            (ProgrammeState.Review, < 2) => "approved",
            (ProgrammeState.Review, _) => "proposed",
            (ProgrammeState.Active, 3) => "declined",
            (ProgrammeState.Active, _) => "active",
            _ => "ended",
        };
        var now = time.GetUtcNow();
        await db.ExecuteAsync(
            sql, [Id(number, 1 + place), Id(number, 0), mentor, mentee, state, state is "proposed" or "approved" ? now.AddDays(-1) : now.AddDays(Programmes[number].Starts), now], ct);
        await db.ExecuteAsync(take, [Id(number, 0), mentor, state], ct);
        return state != "active" || await MeetAsync(db, number, place, mentor, mentee, now, ct);
    }

    static async Task<bool> MeetAsync(
        NpgsqlConnection db, int number, int place, Guid mentor, Guid mentee, DateTimeOffset now, CancellationToken ct)
    {
        const string goal = """
            insert into mentorship_goal (id, pair_id, body, created_by, created_at) values ($1, $2, 'Publish one article.', $3, $4)
            on conflict do nothing
            """;
        const string session = """
            insert into mentorship_session (id, pair_id, starts_at, minutes, place, agenda, created_by, created_at, changed_at)
            values ($1, $2, $3, 60, 'https://meet.example.org/mentoring', 'What has changed since last time', $4, $5, $5)
            on conflict do nothing
            """;

        await db.ExecuteAsync(goal, [Id(number, 100 + place), Id(number, 1 + place), mentee, now.AddDays(-20)], ct);
        await db.ExecuteAsync(session, [Id(number, 200 + place), Id(number, 1 + place), now.AddDays(2 + place), mentor, now.AddDays(-5)], ct);
        return true;
    }

    // Stable, so that a second seeding adds nothing; the version nibble marks a custom id (RFC 9562, 8).
    static Guid Id(int programme, int number) =>
        new(0x0B177, (short)programme, unchecked((short)0x8000), 0x80, 0, 0, 0, 0, 0, (byte)(number >> 8), (byte)number);
}
