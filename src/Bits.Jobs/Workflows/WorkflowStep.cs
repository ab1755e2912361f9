using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs;

/// <summary>A job of a workflow.</summary>
public sealed record WorkflowStep
{
    WorkflowStep(string name, string kind, string payload) => (Name, Kind, Payload) = (name, kind, payload);

    /// <summary>What it is called in its workflow: lower-case letters, digits, dots, dashes, underscores; at most 100.</summary>
    public string Name { get; }

    /// <summary>The names of those that it comes after; default: none, so it runs at once.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Whether it runs also where one that it comes after is dead; default: then it ends dead too, with that as the
    /// reason, and so do those that come after it.</summary>
    public bool EvenIfDead { get; init; }

    /// <summary>When, where and how often to run it, in its turn. A moment is one before which it does not run; a batch is not
    /// for steps.</summary>
    public EnqueueOptions Options { get; init; } = EnqueueOptions.Default;

    internal string Kind { get; }

    internal string Payload { get; }

    /// <summary>A step.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="args">What it is about.</param>
    /// <param name="json">How to write it: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <exception cref="ArgumentException">The payload is out of range; the message says how.</exception>
    public static WorkflowStep Job<TArgs>(string name, TArgs args, JsonTypeInfo<TArgs> json) where TArgs : IJobArgs =>
        new(name, JobNames.Checked(TArgs.Kind, maxLength: 128, "TArgs.Kind"), Encoding.UTF8.GetString(JobQueue.Serialize(args, json)));

    internal void Check(string field)
    {
        try
        {
            JobNames.Checked(Name, maxLength: 100, "name");
            JobQueue.Checked(Options);
        }
        catch (ArgumentException e)
        {
            throw new InvalidWorkflowException($"{field}.{e.ParamName}", e.Message.Split(" (Parameter")[0]);
        }

        if (After is null)
            throw new InvalidWorkflowException($"{field}.after", "it is missing; an empty list is none.");
        if (Options.Batch is not null)
            throw new InvalidWorkflowException($"{field}.options.Batch", "a workflow is a batch of its own; leave it out.");
    }
}
