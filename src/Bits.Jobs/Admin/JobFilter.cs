using System.Text.Json.Serialization;

namespace Bits.Jobs;

/// <summary>Selects jobs; a null value matches all.</summary>
/// <param name="Queue">The queue.</param>
/// <param name="Kind">The kind.</param>
/// <param name="State">The state.</param>
public sealed record JobFilter(string? Queue = null, string? Kind = null, JobState? State = null)
{
    /// <summary>The signature of the failure after which the job ended or waits; see <see cref="FailureGroup"/>.</summary>
    public string? Signature { get; init; }

    /// <summary>The partition key; see <see cref="EnqueueOptions.PartitionKey"/>.</summary>
    [JsonPropertyName("key")] // the name of the column
    public string? PartitionKey { get; init; }

    /// <summary>The batch.</summary>
    public long? Batch { get; init; }

    /// <summary>The earliest enqueue, inclusive.</summary>
    public DateTimeOffset? EnqueuedFrom { get; init; }

    /// <summary>The latest enqueue, exclusive.</summary>
    public DateTimeOffset? EnqueuedBefore { get; init; }
}
