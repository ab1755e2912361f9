namespace Bits.Jobs;

/// <summary>The arguments of a job: a record that becomes the payload, and the name of its kind.</summary>
public interface IJobArgs
{
    /// <summary>The kind as the table stores it, such as <c>groups.notify_post</c>: lower-case letters, digits, dots, dashes
    /// and underscores, at most 128. Renaming it orphans the waiting jobs of the old name.</summary>
    static abstract string Kind { get; }

    /// <summary>The version of the payload, from 1; default 1. Raise it when this type can no longer read old payloads, and
    /// convert these by <see cref="JobsBuilder.AddUpcaster{TArgs}"/>. Payloads store a version beyond the first as
    /// <c>$version</c>; a worker that knows only older versions leaves the job for other workers.</summary>
    static virtual int Version => 1;

    /// <summary>The default queue, priority, attempts, timeout and retries of jobs of this kind. Read once.</summary>
    static virtual JobDefaults Defaults => JobDefaults.None;

    /// <summary>Returns the unique key of the job, such as <c>mail.digest:asha</c>; default none. 1 to 500 bytes. All kinds
    /// share keys, so begin it with the kind. <see cref="JobQueue"/> enqueues the job only if no other job holds the key;
    /// <see cref="JobDefaults.Unique"/> sets how long a job holds it.</summary>
    string? UniqueKey() => null;
}
