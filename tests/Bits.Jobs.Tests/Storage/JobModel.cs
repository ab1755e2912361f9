namespace Bits.Jobs.Tests;

/// <summary>What a job should look like.</summary>
sealed class ModelJob
{
    public required long Id { get; init; }
    public required int Priority { get; init; }
    public required int MaxAttempts { get; init; }
    public string State { get; set; } = "pending";
    public int Attempt { get; set; }
    public int Crashes { get; set; }

    /// <summary>Its place in the lane; null while it waits for its time.</summary>
    public int? Place { get; set; }
    public bool IsDue { get; set; } = true;
    public int? Worker { get; set; }

    /// <summary>Whether an operator has cancelled it while it ran.</summary>
    public bool IsCancelled { get; set; }

    /// <summary>What its last holder has to show.</summary>
    public JobKey Key { get; private set; }

    /// <summary>What holders before that one had.</summary>
    public List<JobKey> FormerKeys { get; } = [];

    public void HoldBy(JobKey key)
    {
        if (Key != default)
            FormerKeys.Add(Key);
        Key = key;
    }

    public bool Waits => State is "pending" or "failed";

    public override string ToString() => $"{Id}: {State}, attempt {Attempt}, crashes {Crashes}";
}

/// <summary>The state machine of jobs in memory, as small as it can be said.</summary>
sealed class JobModel
{
    readonly SortedDictionary<long, ModelJob> _jobs = [];
    int _place;

    public IEnumerable<ModelJob> Jobs => _jobs.Values;

    public ModelJob this[long id] => _jobs[id];

    public void Enqueue(long id, int priority, int maxAttempts, bool isDue) => _jobs[id] = new()
    {
        Id = id,
        Priority = priority,
        MaxAttempts = maxAttempts,
        IsDue = isDue,
        Place = isDue ? ++_place : null,
    };

    /// <summary>The jobs that a claim must return, in their order; they run then.</summary>
    public List<ModelJob> Claim(int worker, int limit)
    {
        ++_place;
        foreach (var job in Jobs.Where(j => j.Waits && j.Place is null && j.IsDue && j.Crashes < 2))
            job.Place = _place;

        var claimed = Jobs.Where(j => j.Waits && j.Place is not null)
            .OrderBy(j => j.Priority).ThenBy(j => j.Place).ThenBy(j => j.Id).Take(limit).ToList();
        foreach (var job in claimed)
            Run(job, worker);
        return claimed;
    }

    /// <summary>The jobs that may be claimed to run alone.</summary>
    public List<ModelJob> Quarantined() => [.. Jobs.Where(j => j.Waits && j.Place is null && j.IsDue && j.Crashes >= 2)];

    public void Run(ModelJob job, int worker)
    {
        (job.State, job.Worker, job.Place) = ("running", worker, job.Place ?? ++_place);
        job.Attempt++;
    }

    public static void Succeed(ModelJob job) => (job.State, job.Worker) = ("succeeded", null);

    public static void Settle(ModelJob job, string outcome, bool isDue)
    {
        (job.State, job.Worker) = outcome switch
        {
            _ when job.IsCancelled => ("dead", (int?)null),
            AttemptResult.Released => ("pending", null),
            AttemptResult.Failed when job.Attempt < job.MaxAttempts => ("failed", null),
            _ => ("dead", null),
        };
        if (outcome == AttemptResult.Released)
            job.Attempt--;
        (job.Place, job.IsDue) = (null, isDue);
    }

    public void Crash(int worker)
    {
        foreach (var job in Jobs.Where(j => j.Worker == worker).ToList())
        {
            job.State = job.IsCancelled || job.Crashes >= 2 ? "dead" : "failed";
            job.Crashes++;
            job.Attempt--;
            (job.Worker, job.Place, job.IsDue) = (null, null, true);
        }
    }

    public void Cancel(ModelJob job)
    {
        if (job.Waits)
            (job.State, job.Place) = ("dead", job.Place ?? ++_place);
        else if (job.State == "running")
            job.IsCancelled = true;
    }

    /// <summary>Put back by hand.</summary>
    public void Requeue(ModelJob job) =>
        (job.State, job.Crashes, job.IsDue, job.IsCancelled, job.Place) = ("pending", 0, true, false, ++_place);

    public void ComeDue()
    {
        foreach (var job in Jobs.Where(j => j.Waits))
            job.IsDue = true;
    }
}
