namespace Bits.Jobs;

/// <summary>Which jobs are meant; what is null does not count.</summary>
/// <param name="Queue">Of this queue.</param>
/// <param name="Kind">Of this kind.</param>
/// <param name="State">In this state.</param>
public sealed record JobFilter(string? Queue = null, string? Kind = null, JobState? State = null)
{
    /// <summary>Those that ended, or wait, after a failure with this signature; see <see cref="FailureGroup"/>.</summary>
    public string? Signature { get; init; }

    /// <summary>With this key; see <see cref="EnqueueOptions.Key"/>.</summary>
    public string? Key { get; init; }

    /// <summary>Of this batch.</summary>
    public long? Batch { get; init; }

    /// <summary>Enqueued at this moment or later.</summary>
    public DateTimeOffset? EnqueuedFrom { get; init; }

    /// <summary>Enqueued before this moment.</summary>
    public DateTimeOffset? EnqueuedBefore { get; init; }
}
