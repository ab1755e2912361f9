using System.Text.Json.Serialization;

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
    BatchFollowUp(string kind, string payload) => (Kind, Payload) = (kind, payload);

    internal string Kind { get; }

    internal string Payload { get; }

    /// <summary>The queue of the job that follows; default <c>default</c>.</summary>
    public string Queue { get; init; } = EnqueueOptions.DefaultQueue;

    /// <summary>Whether it follows only where every job has succeeded; default: it follows in any case.</summary>
    public bool OnlyIfAllSucceeded { get; init; }

    /// <summary>A job that follows.</summary>
    /// <param name="args">What it is about. It learns how the batch ended by a property <c>batch</c> of the type
    /// <see cref="BatchEnd"/>.</param>
    /// <param name="json">How to write it: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    public static BatchFollowUp Job<TArgs>(
        TArgs args, System.Text.Json.Serialization.Metadata.JsonTypeInfo<TArgs> json) where TArgs : IJobArgs =>
        new(JobNames.Checked(TArgs.Kind, maxLength: 128, "TArgs.Kind"), System.Text.Encoding.UTF8.GetString(PayloadVersions.Write(args, json)));
}
