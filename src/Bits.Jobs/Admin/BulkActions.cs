namespace Bits.Jobs;

/// <summary>What can be done to many jobs at once.</summary>
public enum BulkAction
{
    /// <summary>Run again those that are dead; with a filter on failed, those that wait after a failure.</summary>
    Retry,

    /// <summary>End those that wait or run.</summary>
    Cancel,

    /// <summary>Forget those that are dead.</summary>
    Discard,
}

/// <summary>The names under which bulk actions run.</summary>
public static class BulkActions
{
    /// <summary>The kind of the jobs that do it.</summary>
    public const string Kind = "jobs.bulk";

    /// <summary>The queue that they wait in, which every worker serves.</summary>
    public const string Queue = "jobs.admin";

    /// <summary>The filter with the state in which the action is possible.</summary>
    /// <param name="action">What is to be done.</param>
    /// <param name="filter">To which jobs.</param>
    /// <exception cref="ArgumentException">The action is not possible in the state of the filter; or it is to cancel, and
    /// the filter names nothing.</exception>
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
            throw new ArgumentException(
                $"state: to {action.ToString().ToLowerInvariant()} is not possible for jobs that are {filter.State!.Value.ToText()}; give another state, or none.",
                nameof(filter));
        if (action == BulkAction.Cancel && filter == new JobFilter())
            throw new ArgumentException("filter: names nothing, so every job would be cancelled; name a queue, a kind or a state.", nameof(filter));

        return action == BulkAction.Cancel ? filter : filter with { State = filter.State ?? JobState.Dead };
    }
}
