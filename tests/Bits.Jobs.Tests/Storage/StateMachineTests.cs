namespace Bits.Jobs.Tests;

/// <summary>The table against the model, step by step, over random interleavings of everything that can happen.</summary>
public sealed class StateMachineTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    const int Steps = 80;

    readonly JobQueue _queue = new(database.DataSource);
    readonly JobOperator _operator = new(database.DataSource);
    readonly IWorkerStore?[] _workers = new IWorkerStore?[3];
    readonly JobModel _model = new();

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public static TheoryData<int> Seeds => [.. Cases.Numbers(100)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task The_table_does_what_the_model_does(int seed)
    {
        await database.DataSource.SqlAsync(
            "truncate jobs_queue_job, jobs_queue_claim, jobs_queue_worker, jobs_queue_low_watermark, jobs_queue_cancel");
        var random = new Random(seed);

        for (var step = 0; step < Steps; step++)
        {
            var done = await StepAsync(random);
            await CompareAsync($"seed {seed}, step {step}: {done}");
        }

        foreach (var worker in _workers.OfType<IWorkerStore>())
            await worker.DisposeAsync();
    }

    async Task<string> StepAsync(Random random)
    {
        var worker = random.Next(_workers.Length);
        switch (random.Next(13))
        {
            case < 3:
                await EnqueueAsync(random);
                return "enqueue";
            case < 6:
                await ClaimAsync(worker, limit: random.Next(1, 4));
                return $"claim by {worker}";
            case 6:
                return await SucceedAsync(random);
            case 7 or 8:
                return await SettleAsync(random);
            case 9:
                return random.Next(3) switch
                {
                    0 => await QuarantinedAsync(worker),
                    1 => await CancelAsync(random),
                    _ => await RequeueAsync(random),
                };
            case 10:
                await CrashAsync(worker);
                return $"crash of {worker}";
            case 11:
                return await SayLateAsync(random);
            default:
                await database.DataSource.SqlAsync("update jobs_queue_job set run_at = now() where state in ('pending', 'failed')");
                _model.ComeDue();
                return "time";
        }
    }

    async Task EnqueueAsync(Random random)
    {
        var later = random.Next(4) == 0;
        var (priority, attempts) = (random.Next(-1, 2), random.Next(1, 4));
        var id = await _queue.EnqueueAsync(
            new("model"), TestJson.Default.Work,
            new()
            {
                Priority = (short)priority,
                MaxAttempts = attempts,
                RunAt = later ? TimeProvider.System.GetUtcNow().AddHours(1) : null,
            }, Ct);
        _model.Enqueue(id, priority, attempts, isDue: !later);
    }

    async Task ClaimAsync(int worker, int limit)
    {
        var claim = await (await WorkerAsync(worker)).ClaimAsync(limit, look: true, Ct);
        var expected = _model.Claim(worker, limit);

        Assert.Equal(expected.Select(job => job.Id), claim.Jobs.OrderBy(j => _model[j.Key.Id].Priority)
            .ThenBy(j => _model[j.Key.Id].Place).ThenBy(j => j.Key.Id).Select(job => job.Key.Id));
        foreach (var job in claim.Jobs)
            _model[job.Key.Id].HoldBy(job.Key);
    }

    async Task<string> QuarantinedAsync(int worker)
    {
        var solo = await (await WorkerAsync(worker)).ClaimQuarantinedAsync(Ct);
        var candidates = _model.Quarantined();

        Assert.Equal(candidates.Count > 0, solo is not null);
        if (solo is null)
            return "nothing solo";

        var job = Assert.Single(candidates, j => j.Id == solo.Key.Id);
        _model.Run(job, worker);
        job.HoldBy(solo.Key);
        return $"solo {job.Id}";
    }

    async Task<string> SucceedAsync(Random random)
    {
        if (Pick(random, job => job.Key != default) is not { } job || _workers[0] is not { } teller)
            return "nothing to succeed";

        // The late word of a worker that has lost the job is told too.
        var lost = await teller.FinishAsync([job.Key], [], Ct);
        var isHeld = job.State == "running";
        if (isHeld)
            JobModel.Succeed(job);
        Assert.Equal(isHeld, lost.Count == 0 && isHeld);
        return $"succeed {job.Id}";
    }

    async Task<string> SettleAsync(Random random)
    {
        if (Pick(random, job => job.State == "running") is not { } job || _workers[0] is not { } teller)
            return "nothing to settle";

        var outcome = random.Next(3) switch { 0 => AttemptResult.Dead, 1 => AttemptResult.Failed, _ => AttemptResult.Released };
        var later = random.Next(2) == 0;
        AttemptResult[] settled = [new(job.Key, outcome, later ? TimeSpan.FromHours(1) : TimeSpan.Zero, AttemptError.Of(new TimeoutException("said")))];
        Assert.Equal(
            job.IsCancelled ? [OtherEnd.Cancelled] : [], (await teller.FinishAsync([], settled, Ct)).Select(other => other.Ended));
        Assert.Empty(await teller.FinishAsync([], settled, Ct)); // nobody knew whether it was committed: once more
        JobModel.Settle(job, outcome, isDue: !later);
        return $"{outcome} {job.Id}";
    }

    // A worker that was taken for dead goes on: whatever it says of a job that is another's by now, or waits for one, is void.
    async Task<string> SayLateAsync(Random random)
    {
        if (Pick(random, job => job.FormerKeys.Count > 0) is not { } job || _workers[0] is not { } teller)
            return "nothing to say late";

        var key = job.FormerKeys[random.Next(job.FormerKeys.Count)];
        var lost = random.Next(2) == 0
            ? await teller.FinishAsync([key], [], Ct)
            : await teller.FinishAsync([], [new(key, AttemptResult.Dead, TimeSpan.Zero, AttemptError.Of(new TimeoutException("late")))], Ct);
        Assert.Equal([(key.Id, key.Lease)], lost.Select(other => (other.Id, other.Lease)));
        return $"late word of {job.Id}, {job.State}";
    }

    async Task<string> CancelAsync(Random random)
    {
        if (Pick(random, _ => true) is not { } job)
            return "nothing to cancel";

        var outcome = await _operator.CancelAsync(job.Id, "the model says so", Ct);
        Assert.Equal(job.Waits ? CancelOutcome.Cancelled : job.State == "running" ? CancelOutcome.Asked : CancelOutcome.Ended, outcome);
        _model.Cancel(job);
        return $"cancel {job.Id}";
    }

    async Task<string> RequeueAsync(Random random)
    {
        if (Pick(random, job => job.State is "dead" or "succeeded") is not { } job)
            return "nothing to requeue";

        await database.DataSource.SqlAsync("update jobs_queue_job set state = 'pending', run_at = now() where id = $1", job.Id);
        _model.Requeue(job);
        return $"requeue {job.Id}";
    }

    async Task CrashAsync(int worker)
    {
        if (_workers[worker] is not { } crashed)
            return;

        await database.DataSource.SqlAsync(
            "update jobs_queue_worker set beat_at = now() - interval '1 h' where name = $1", $"{worker}");
        await database.DataSource.SqlAsync("select jobs_queue_rescue()");
        _model.Crash(worker);
        await crashed.DisposeAsync();
        _workers[worker] = null;
    }

    async Task<IWorkerStore> WorkerAsync(int worker) =>
        _workers[worker] ??= await new PostgresJobStore(database.DataSource, direct: null).RegisterAsync(
            new($"{worker}", ["default"], [Work.Kind], TimeSpan.FromMinutes(10)), listen: false, Ct);

    ModelJob? Pick(Random random, Func<ModelJob, bool> which)
    {
        var jobs = _model.Jobs.Where(which).ToList();
        return jobs.Count == 0 ? null : jobs[random.Next(jobs.Count)];
    }

    async Task CompareAsync(string when)
    {
        await using var command = database.DataSource.CreateCommand(
            "select id, state, attempt, crashes from jobs_queue_job order by id");
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var rows = new List<string>();
        while (await reader.ReadAsync(Ct))
            rows.Add($"{reader.GetInt64(0)}: {reader.GetString(1)}, attempt {reader.GetInt32(2)}, crashes {reader.GetInt16(3)}");

        Assert.True(_model.Jobs.Select(job => job.ToString()).SequenceEqual(rows),
            $"{when}\nmodel {string.Join("; ", _model.Jobs)}\ntable {string.Join("; ", rows)}");
    }
}
