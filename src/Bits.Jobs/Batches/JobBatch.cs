using System.Text;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs;

/// <summary>How a batch stands.</summary>
/// <param name="Id">Its number.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="EndedAt">When all of its jobs had ended; null before.</param>
/// <param name="Jobs">How many jobs it has.</param>
/// <param name="Succeeded">How many have succeeded.</param>
/// <param name="Dead">How many are dead.</param>
/// <param name="FollowUp">The job that followed; null where none did.</param>
public sealed record BatchSummary(
    long Id, DateTimeOffset CreatedAt, DateTimeOffset? EndedAt, long Jobs, long Succeeded, long Dead, long? FollowUp);

/// <summary>How a batch has ended, as its follow-up job is told: in the property <c>batch</c> of the payload. Give the
/// arguments of that job such a property.</summary>
/// <param name="Id">The number of the batch.</param>
/// <param name="Jobs">How many jobs it had.</param>
/// <param name="Succeeded">How many succeeded.</param>
/// <param name="Dead">How many are dead.</param>
public sealed record BatchEnd(
    [property: JsonPropertyName("id")] long Id,
    [property: JsonPropertyName("jobs")] long Jobs,
    [property: JsonPropertyName("succeeded")] long Succeeded,
    [property: JsonPropertyName("dead")] long Dead);

/// <summary>What follows when all jobs of a batch have ended.</summary>
public sealed record BatchFollowUp
{
    readonly Func<JobKinds, string> _payload;

    BatchFollowUp(string kind, string queue, Func<JobKinds, string> payload) => (Kind, Queue, _payload) = (kind, queue, payload);

    internal string Kind { get; }

    /// <summary>Its payload, where JSON is found that it was not given.</summary>
    internal string Payload(JobKinds kinds) => _payload(kinds);

    /// <summary>The queue of the job that follows; default: that of its kind.</summary>
    public string Queue { get; init; }

    /// <summary>Whether it follows only where every job has succeeded; default: it follows in any case.</summary>
    public bool OnlyIfAllSucceeded { get; init; }

    /// <summary>A job that follows.</summary>
    /// <param name="args">What it is about. It learns how the batch ended by a property <c>batch</c> of the type
    /// <see cref="BatchEnd"/>, which is null until then.</param>
    /// <param name="json">How to write it: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <exception cref="ArgumentException">The payload is out of range; the arguments have a unique key, or their kind another priority
    /// or number of attempts than usual, or an expiry: a follow-up has none of these.</exception>
    public static BatchFollowUp Job<TArgs>(TArgs args, JsonTypeInfo<TArgs> json) where TArgs : IJobArgs
    {
        var payload = Encoding.UTF8.GetString(JobQueue.Serialize(args, json));
        return Job(args, _ => payload);
    }

    /// <summary>A job that follows, of a kind that is registered with the queue that begins the batch.</summary>
    /// <param name="args">What it is about; see <see cref="Job{TArgs}(TArgs, JsonTypeInfo{TArgs})"/>.</param>
    /// <exception cref="ArgumentException">The arguments have what a follow-up has not.</exception>
    public static BatchFollowUp Job<TArgs>(TArgs args) where TArgs : IJobArgs =>
        Job(args, kinds => Encoding.UTF8.GetString(JobQueue.Serialize(args, kinds.Of(typeof(TArgs)))));

    static BatchFollowUp Job<TArgs>(TArgs args, Func<JobKinds, string> payload) where TArgs : IJobArgs
    {
        var (plan, usual) = (KindPlan<TArgs>.Default, JobDefaults.None);
        if (args.UniqueKey() is not null || (plan.Priority, plan.MaxAttempts, plan.ExpiresIn) != (usual.Priority, usual.MaxAttempts, usual.ExpiresIn))
            throw new ArgumentException(
                "A follow-up has no unique key and no expiry, and the usual priority and attempts; use arguments of another kind.", nameof(args));

        return new(plan.Kind, plan.Queue, payload);
    }
}
