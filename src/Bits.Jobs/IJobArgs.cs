namespace Bits.Jobs;

/// <summary>What a job is about: a record that becomes the payload, and the name of its kind.</summary>
public interface IJobArgs
{
    /// <summary>The kind as the table writes it, such as <c>groups.notify_post</c>: lower-case letters, digits,
    /// dots, dashes and underscores, at most 128. Renaming it orphans the jobs that wait under the old name.</summary>
    static abstract string Kind { get; }
}
