namespace Bits.Jobs.Tests;

/// <summary>Workflows of chance, whose jobs fail by chance, on workers that vanish by chance.</summary>
[Slow]
public sealed class WorkflowModelTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    const int Workers = 4;

    readonly JobQueue _queue = new(database.DataSource);
    readonly JobInspector _inspector = new(database.DataSource);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Cases.Numbers(40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Each_step_runs_after_all_before_it_and_is_released_once_and_the_workflow_ends_as_it_must(int seed)
    {
        var random = new Random(seed);
        List<Model> models = [];
        for (var i = 0; i < 12; i++)
            models.Add(await StartAsync(random));
        var jobs = models.SelectMany(model => model.Jobs).ToDictionary();
        using var ended = new CancellationTokenSource();

        var work = Enumerable.Range(0, Workers).Select(i => WorkAsync($"w{seed}.{i}", new(seed * 100 + i), jobs, ended.Token)).ToList();
        await database.DataSource.EventuallyAsync("select not exists (select from jobs_queue_batch where ended_at is null)");
        await ended.CancelAsync();
        await Task.WhenAll(work);

        foreach (var model in models)
        {
            Assert.Equal(
                model.Steps.Select(step => (step.Name, step.Fate)),
                (await _inspector.ListWorkflowAsync(model.Batch, Ct)).Select(step => (step.Name, FateOf(step))));
            Assert.All(model.Steps, step => Assert.Equal(step.Fate == Fate.Skipped, step.Begun == 0));
        }
    }

    // One worker after the other, under one name: a session that is dropped is a worker that was killed.
    async Task WorkAsync(string name, Random random, Dictionary<long, Step> jobs, CancellationToken ended)
    {
        var store = new PostgresJobStore(database.DataSource, null);
        while (!ended.IsCancellationRequested)
        {
            await using var worker = await store.RegisterAsync(new(name, ["default"], [Work.Kind], TimeSpan.FromMinutes(1)), listen: false, Ct);
            await ExpireAsync(name, jobs);
            for (var turn = random.Next(1, 12); turn > 0 && !ended.IsCancellationRequested; turn--)
                await TurnAsync(store, worker, random, jobs);

            foreach (var job in (await worker.ClaimAsync(random.Next(1, 4), look: true, Ct)).Jobs)
                Assert.Equal(Standing.Running, jobs[job.Key.Id].Begin()); // and is killed with these in hand
        }
    }

    static async Task TurnAsync(PostgresJobStore store, IWorkerStore worker, Random random, Dictionary<long, Step> jobs)
    {
        var claim = await worker.ClaimAsync(random.Next(1, 6), look: true, Ct);
        var mine = claim.Jobs.Select(job => (job.Key, Step: jobs[job.Key.Id], Fails: random.Next(4) == 0)).ToList();
        foreach (var (_, step, _) in mine)
            Assert.Equal(Standing.Running, step.Begin());

        foreach (var (_, step, fails) in mine)
            step.End(again: fails && step.Fate == Fate.Succeeded);
        await worker.FinishAsync(
            [.. mine.Where(job => job.Step.Fate == Fate.Succeeded && !job.Fails).Select(job => job.Key)],
            [.. mine.Where(job => job.Step.Fate != Fate.Succeeded || job.Fails).Select(job => new AttemptResult(
                job.Key, job.Step.Fate == Fate.Dead ? AttemptResult.Dead : AttemptResult.Failed, default, AttemptError.Of(new TimeoutException("chance"))))], Ct);

        // Killed before it passed the ends on, by chance.
        if (mine.Count > 0 && random.Next(3) > 0)
            await store.AdvanceAsync([.. claim.Jobs.Select(job => job.Batch).OfType<long>().Distinct()], Ct);
        if (random.Next(3) == 0)
            await worker.SendHeartbeatAsync(EndedClaims.None, 0, [], Ct);
    }

    // The worker before this one is dead; first its jobs are nobody's, then others may have them.
    async Task ExpireAsync(string name, Dictionary<long, Step> jobs)
    {
        var held = await database.DataSource.ValueAsync<long[]>("""
            select coalesce(array_agg(j.id), '{}')
            from jobs_queue_worker w
            join jobs_queue_claim c on c.worker = w.id
            cross join unnest(c.slots, c.ids) as h (slot, id)
            join jobs_queue_job j on j.slot = h.slot and j.id = h.id and j.lease = c.lease and j.state = 'running'
            where w.name = $1
            """, name);
        foreach (var id in held)
            jobs[id].Lose();

        await database.DataSource.SqlAsync("""
            update jobs_queue_worker w
            set beat_at = now() - interval '1 hour'
            where name = $1 and id < (select max(l.id) from jobs_queue_worker l where l.name = $1)
            """, name);
    }

    async Task<Model> StartAsync(Random random)
    {
        var count = random.Next(1, 25);
        List<Step> steps = [];
        for (var i = 0; i < count; i++)
        {
            var before = steps.Where(_ => random.Next(4) == 0).TakeLast(5).ToList();
            var isDead = random.Next(8) == 0;
            var evenIfDead = random.Next(5) == 0;
            var fate = !evenIfDead && before.Any(step => step.Fate != Fate.Succeeded) ? Fate.Skipped : isDead ? Fate.Dead : Fate.Succeeded;
            steps.Add(new($"s{i}", before, evenIfDead, fate));
        }

        await using var db = await database.DataSource.OpenConnectionAsync(Ct);
        var started = await _queue.StartWorkflowAsync(db, new()
        {
            Steps =
            [
                .. steps.Select(step => WorkflowStep.Job(step.Name, new Work(step.Name), TestJson.Default.Work) with
                {
                    After = [.. step.Before.Select(b => b.Name)],
                    EvenIfDead = step.EvenIfDead,
                    Options = new() { MaxAttempts = 1_000_000 },
                }),
            ],
        }, Ct);
        return new(started.Batch, steps, steps.ToDictionary(step => started.Jobs[step.Name]));
    }

    static Fate FateOf(WorkflowStepSummary step) => step switch
    {
        { IsSkipped: true } => Fate.Skipped,
        { State: JobState.Succeeded } => Fate.Succeeded,
        { State: JobState.Dead } => Fate.Dead,
        _ => Fate.None,
    };

    enum Fate
    {
        None,
        Succeeded,
        Dead,
        Skipped,
    }

    enum Standing
    {
        Waits,
        Running,
        Ended,
        TooEarly,
        Twice,
    }

    sealed record Model(long Batch, List<Step> Steps, Dictionary<long, Step> Jobs);

    sealed class Step(string name, List<Step> before, bool evenIfDead, Fate fate)
    {
        readonly Lock _lock = new();
        Standing _standing;

        public string Name => name;

        public List<Step> Before => before;

        public bool EvenIfDead => evenIfDead;

        public Fate Fate => fate;

        public int Begun { get; private set; }

        // All that it comes after have ended, and nobody else holds it.
        public Standing Begin()
        {
            var isEarly = before.Any(step => step.Fate != Fate.Skipped && step._standing != Standing.Ended);
            lock (_lock)
            {
                Begun++;
                return _standing = isEarly ? Standing.TooEarly : _standing == Standing.Waits ? Standing.Running : Standing.Twice;
            }
        }

        // Noted before it is stored: whoever is released by it comes later.
        public void End(bool again)
        {
            lock (_lock)
                _standing = again ? Standing.Waits : Standing.Ended;
        }

        public void Lose()
        {
            lock (_lock)
                _standing = Standing.Waits;
        }
    }
}
