namespace Bits.Jobs;

/// <summary>What a job is about: a record that becomes the payload, and the name of its kind.</summary>
public interface IJobArgs
{
    /// <summary>The kind as the table writes it, such as <c>groups.notify_post</c>: lower-case letters, digits,
    /// dots, dashes and underscores, at most 128. Renaming it orphans the jobs that wait under the old name.</summary>
    static abstract string Kind { get; }

    /// <summary>Which version of the payload this type is, from 1; default 1. Raise it when old payloads cannot be read any
    /// more, and say by <see cref="JobsBuilder.AddUpcaster{TArgs}"/> how they are made new. A version beyond the first is
    /// written into the payload as <c>$version</c>; a worker that knows only older ones leaves the job for others.</summary>
    static virtual int Version => 1;

    /// <summary>Queue, priority, attempts, timeout and retries of jobs of this kind, unless somebody says otherwise. Read once.
    /// </summary>
    static virtual JobDefaults Defaults => JobDefaults.None;

    /// <summary>The key of which one job at a time is enqueued, such as <c>mail.digest:asha</c>; default none. 1 to 500 bytes,
    /// shared by all kinds: begin it with the kind. <see cref="JobQueue"/> then enqueues a job only if no other one holds its key;
    /// <see cref="JobDefaults.Unique"/> says for how long.</summary>
    string? UniqueKey() => null;
}
