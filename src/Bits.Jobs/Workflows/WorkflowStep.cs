using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs;

/// <summary>A job of a workflow.</summary>
public sealed record WorkflowStep
{
    readonly EnqueuePlan _kind;

    readonly Func<JobKinds, string> _payload;

    WorkflowStep(string name, EnqueuePlan kind, Func<JobKinds, string> payload) => (Name, _kind, _payload) = (name, kind, payload);

    /// <summary>What it is called in its workflow: lower-case letters, digits, dots, dashes, underscores; at most 100.</summary>
    public string Name { get; }

    /// <summary>The names of those that it comes after; default: none, so it runs at once.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Whether it runs also where one that it comes after is dead; default: then it ends dead too, with that as the
    /// reason, and so do those that come after it.</summary>
    public bool EvenIfDead { get; init; }

    /// <summary>When, where and how often to run it, in its turn. A moment is one before which it does not run;
    /// <see cref="EnqueueOptions.ExpiresIn"/> counts from its turn; a batch, a time to
    /// wait and a unique key are not for steps.</summary>
    public EnqueueOptions Options { get; init; } = EnqueueOptions.Default;

    internal string Kind => _kind.Kind;

    /// <summary>Its payload, where JSON is found that it was not given.</summary>
    internal string Payload(JobKinds kinds) => _payload(kinds);

    /// <summary>A step.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="args">What it is about.</param>
    /// <param name="json">How to write it: the entry of a source-generated <c>JsonSerializerContext</c>.</param>
    /// <exception cref="ArgumentException">The payload is out of range, or the arguments have a unique key; the message says
    /// which.</exception>
    public static WorkflowStep Job<TArgs>(string name, TArgs args, JsonTypeInfo<TArgs> json) where TArgs : IJobArgs
    {
        var payload = Encoding.UTF8.GetString(JobQueue.Serialize(args, json));
        return Job(name, args, _ => payload);
    }

    /// <summary>A step of a kind that is registered with the queue that starts it.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="args">What it is about.</param>
    /// <exception cref="ArgumentException">The arguments have a unique key.</exception>
    public static WorkflowStep Job<TArgs>(string name, TArgs args) where TArgs : IJobArgs =>
        Job(name, args, kinds => Encoding.UTF8.GetString(JobQueue.Serialize(args, kinds.Of(typeof(TArgs)))));

    static WorkflowStep Job<TArgs>(string name, TArgs args, Func<JobKinds, string> payload) where TArgs : IJobArgs =>
        args.UniqueKey() is null
            ? new(name, KindPlan<TArgs>.Default, payload)
            : throw new ArgumentException("A step waits for its turn and holds no unique key; use arguments without one.", nameof(args));

    /// <summary>The options of the step and the defaults of its kind.</summary>
    internal EnqueuePlan Plan => EnqueuePlan.Of(_kind, Options);

    internal void Check(string field)
    {
        try
        {
            JobNames.Checked(Name, maxLength: 100, "name");
            _ = Plan;
        }
        catch (ArgumentException e)
        {
            throw new InvalidWorkflowException($"{field}.{e.ParamName}", e.Message.Split(" (Parameter")[0]);
        }

        if (After is null)
            throw new InvalidWorkflowException($"{field}.after", "it is missing; an empty list is none.");
        if (Options.Batch is not null)
            throw new InvalidWorkflowException($"{field}.options.Batch", "a workflow is a batch of its own; leave it out.");
        if (Options.RunIn is not null)
            throw new InvalidWorkflowException($"{field}.options.RunIn", "nobody knows when its turn comes; give RunAt, or leave it out.");
        if (Options.UniqueKey is not null || Options.Unique is not null)
            throw new InvalidWorkflowException($"{field}.options.UniqueKey", "a step waits for its turn and holds no key; leave it out.");
    }
}
