using Bits.Shared;

namespace Bits.Jobs;

/// <summary>An action on many jobs at once.</summary>
public enum BulkAction
{
    /// <summary>Retries dead jobs; with a filter by the state failed, failed ones.</summary>
    Retry,

    /// <summary>Cancels waiting and running jobs.</summary>
    Cancel,

    /// <summary>Deletes dead jobs.</summary>
    Discard,
}

/// <summary>The names of bulk actions, and the check of their filters.</summary>
public static class BulkActions
{
    /// <summary>The kind of the jobs that run bulk actions.</summary>
    public const string Kind = "jobs.bulk";

    /// <summary>The queue of these jobs, which every worker serves.</summary>
    public const string Queue = "jobs.admin";

    /// <summary>Narrows a filter to the state in which the action is possible.</summary>
    /// <param name="action">The action.</param>
    /// <param name="filter">The filter.</param>
    /// <exception cref="ArgumentException">The action is not possible in the state of the filter, or it cancels and the
    /// filter is empty.</exception>
    public static JobFilter Narrowed(BulkAction action, JobFilter filter)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var isPossible = action switch
        {
            BulkAction.Retry => filter.State is null or JobState.Dead or JobState.Failed,
            BulkAction.Cancel => filter.State is null or JobState.Pending or JobState.Failed or JobState.Running,
            BulkAction.Discard => filter.State is null or JobState.Dead,
        };
        if (!isPossible)
            throw new InvalidArgumentException(
                "state",
                $"{action.ToText()} is not possible for {filter.State!.Value.ToText()} jobs. Use another state, or leave it out.");
        if (action == BulkAction.Cancel && filter == new JobFilter())
            throw new InvalidArgumentException("state", "The filter is empty, so every job would be cancelled. Name a queue, a kind or a state.");

        return action == BulkAction.Cancel ? filter : filter with { State = filter.State ?? JobState.Dead };
    }
}
