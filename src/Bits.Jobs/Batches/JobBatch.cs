using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs;

/// <summary>A batch and its counts.</summary>
/// <param name="Id">The id.</param>
/// <param name="CreatedAt">When the batch was created.</param>
/// <param name="EndedAt">When all its jobs had ended; null before that.</param>
/// <param name="Jobs">The number of its jobs.</param>
/// <param name="Succeeded">The number of jobs that have succeeded.</param>
/// <param name="Dead">The number of dead jobs.</param>
/// <param name="FollowUp">The id of the follow-up job; null if there is no such job.</param>
public sealed record BatchSummary(
    long Id, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, long Jobs, long Succeeded, long Dead, long? FollowUp);

/// <summary>The counts of an ended batch, which the follow-up job gets in the property <c>batch</c> of its payload. Give its
/// arguments such a property.</summary>
/// <param name="Id">The id of the batch.</param>
/// <param name="Jobs">The number of its jobs.</param>
/// <param name="Succeeded">The number of jobs that succeeded.</param>
/// <param name="Dead">The number of dead jobs.</param>
public sealed record BatchEnd(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("jobs")] long Jobs,
    [property: JsonPropertyName("succeeded")] long Succeeded,
    [property: JsonPropertyName("dead")] long Dead);

/// <summary>The job that is enqueued when all jobs of a batch have ended.</summary>
public sealed record BatchFollowUp
{
    readonly Func<JobKinds, string> _payload;

    BatchFollowUp(string kind, string queue, Func<JobKinds, string> payload) => (Kind, Queue, _payload) = (kind, queue, payload);

    internal string Kind { get; }

    /// <summary>Writes the payload; <paramref name="kinds"/> provide JSON that the follow-up was created without.</summary>
    internal string Payload(JobKinds kinds) => _payload(kinds);

    /// <summary>The queue of the follow-up; default: that of its kind.</summary>
    public string Queue { get; init; }

    /// <summary>Whether the follow-up requires that every job has succeeded; default: it is always enqueued.</summary>
    public bool OnlyIfAllSucceeded { get; init; }

    /// <summary>Creates a follow-up.</summary>
    /// <param name="args">The arguments. A property <c>batch</c> of the type <see cref="BatchEnd"/> gets the counts of the
    /// batch; it is null until then.</param>
    /// <param name="json">The entry of the arguments in a source-generated <c>JsonSerializerContext</c>.</param>
    /// <exception cref="ArgumentException">The payload is out of range, or the job has what a follow-up does not support: a unique
    /// key, or a kind that sets a priority, a number of attempts or an expiry.</exception>
    public static BatchFollowUp Job<TArgs>(TArgs args, JsonTypeInfo<TArgs> json) where TArgs : IJobArgs
    {
        var payload = Encoding.UTF8.GetString(JobQueue.Serialize(args, json));
        return Job(args, _ => payload);
    }

    /// <summary>Creates a follow-up of a kind that is registered with the queue that begins the batch.</summary>
    /// <param name="args">The arguments; see <see cref="Job{TArgs}(TArgs, JsonTypeInfo{TArgs})"/>.</param>
    /// <exception cref="ArgumentException">The arguments have what a follow-up does not support.</exception>
    public static BatchFollowUp Job<TArgs>(TArgs args) where TArgs : IJobArgs =>
        Job(args, kinds => Encoding.UTF8.GetString(JobQueue.Serialize(args, kinds.Of(typeof(TArgs)))));

    static BatchFollowUp Job<TArgs>(TArgs args, Func<JobKinds, string> payload) where TArgs : IJobArgs
    {
        var (plan, usual) = (KindPlan<TArgs>.Default, JobDefaults.None);
        if (args.UniqueKey() is not null || (plan.Priority, plan.MaxAttempts, plan.ExpiresIn) != (usual.Priority, usual.MaxAttempts, usual.ExpiresIn))
            throw new InvalidArgumentException(
                nameof(args), "A follow-up supports no unique key, expiry, priority or number of attempts. Use arguments of a kind that sets none.");

        return new(plan.Kind, plan.Queue, payload);
    }
}
