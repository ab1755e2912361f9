namespace Bits.Backend.Tests.Mentorship;

/// <summary>Backends die with SIGKILL in the middle of a run of the matching; its pairs and its proof are those of a run that nothing
/// disturbed.</summary>
[Slow]
public sealed class MentorshipKillTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static readonly int Mentees = Cases.Of(2_000);

    readonly Guid _coordinator = Guid.CreateVersion7();
    readonly Guid _programme = Guid.CreateVersion7();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_again_and_again_a_run_gives_the_same_pairs()
    {
        await FillAsync();
        Guid undisturbed, run;
        await using (var backend = await StartAsync())
        {
            undisturbed = await RunAsync(backend, "dry_run");
            await FinishedAsync(undisturbed);
            await backend.Process.KillAsync(Ct);
        }

        await using (var backend = await StartAsync("--Jobs:Enabled=false"))
        {
            run = await RunAsync(backend, "run");
            await backend.Process.KillAsync(Ct); // between the commit and the first job
        }

        var random = new Random(11);
        for (var kill = 0; kill < (Cases.All ? 6 : 2); kill++) // a job with which three workers were lost would be given up
        {
            await using var backend = await StartAsync("--Jobs:Lease=00:00:01", "--Jobs:Concurrency=4");
            await ScoredAsync(run, at: Mentees * (kill + 1) / 8);
            await Task.Delay(random.Next(100), Ct);
            await backend.Process.KillAsync(Ct);
        }

        await using var last = await StartAsync("--Jobs:Lease=00:00:01");
        await FinishedAsync(run);

        Assert.Equal(await ResultAsync(undisturbed), await ResultAsync(run));
        var verdict = (await last.PostAsync(_coordinator, "mentorship.v1/VerifyRun", new { programmeId = _programme, runId = run }, Ct)).GetProperty("verdict");
        Assert.True(verdict.GetProperty("isProved").GetBoolean(), $"{verdict}");
        Assert.Equal(
            verdict.GetProperty("pairs").GetInt64(),
            await database.DataSource.ValueAsync<long>("select count(*) from mentorship_pair where run_id = $1", run));
    }

    async Task<Guid> RunAsync(BackendProcess backend, string kind) => (await backend.PostAsync(
        _coordinator, "mentorship.v1/StartRun", new { programmeId = _programme, kind, seed = 3 }, Ct)).GetProperty("runId").GetGuid();

    Task FinishedAsync(Guid run) => database.DataSource.EventuallyAsync("select state = 'finished' from mentorship_run where id = $1", run);

    // Or the run has finished: then there is nothing left to kill.
    Task ScoredAsync(Guid run, int at) => database.DataSource.EventuallyAsync(
        "select (select count(*) from mentorship_run_mentee where run_id = $1 and scores is not null) >= $2", run, at);

    Task<BackendProcess> StartAsync(params string[] args) => BackendProcess.StartAsync(
        new Dictionary<string, string?> { ["ConnectionStrings__Bits"] = database.ConnectionString }, args, Ct);

    Task<string> ResultAsync(Guid run) => database.DataSource.ValueAsync<string>(
        """
        select r.input_hash || ' ' || r.value || ' ' || r.bound || ' ' || (
            select string_agg(e.place || ':' || coalesce(e.mentor_place, -1) || ':' || e.gain || ':' || md5(e.scores), ' ' order by e.place)
            from mentorship_run_mentee e where e.run_id = r.id) || ' ' || (
            select string_agg(m.place || ':' || m.price, ' ' order by m.place) from mentorship_run_mentor m where m.run_id = r.id)
        from mentorship_run r where r.id = $1
        """, run);

    async Task FillAsync()
    {
        await database.DataSource.SqlAsync(
            "insert into accounts_user (id, username, email, name, platform_role) values ($1, 'divya', 'divya@example.org', 'Divya', 'operator')", _coordinator);
        await database.DataSource.SqlAsync(
            """
            insert into mentorship_programme (id, name, description, state, topics, applications_end_at, starts_at, ends_at, created_at)
            values ($1, 'Grids', '', 'matching', '{t0,t1,t2,t3,t4,t5,t6,t7}', now(), now() + interval '1 day', now() + interval '90 days', now())
            """, _programme);
        await database.DataSource.SqlAsync(
            """
            with drawn as (select gen_random_uuid() as id, n, n <= $2 as is_mentee from generate_series(1, $2 + $2 / 3) n),
                 people as (
                     insert into accounts_user (id, username, email, name, batch)
                     select id, 'person' || n, 'person' || n || '@example.org', 'Person ' || n, 2000 + n % 20 from drawn)
            insert into mentorship_application
                (programme_id, user_id, role, about, topics, languages, city, answers, preferred, conflicts, excludes_same_company, capacity)
            select $1, id, case when is_mentee then 'mentee' else 'mentor' end, '',
                   array['t' || (hashint4(n) & 7), 't' || (hashint4(n + 7) & 7), 't' || (hashint4(n + 99) & 7)],
                   array['English'], 'c' || (hashint4(n + 5) & 15), '{}', '{}', '{}', false, case when is_mentee then 0 else 1 + n % 4 end
            from drawn
            """, _programme, Mentees);
    }
}
