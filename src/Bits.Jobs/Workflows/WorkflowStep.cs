using System.Text;
using System.Text.Json.Serialization.Metadata;

namespace Bits.Jobs;

/// <summary>A job of a workflow.</summary>
public sealed record WorkflowStep
{
    readonly EnqueuePlan _kind;

    readonly Func<JobKinds, string> _payload;

    WorkflowStep(string name, EnqueuePlan kind, Func<JobKinds, string> payload) => (Name, _kind, _payload) = (name, kind, payload);

    /// <summary>The name, unique in the workflow: lower-case letters, digits, dots, dashes, underscores; at most
    /// 100.</summary>
    public string Name { get; }

    /// <summary>The names of its predecessors; default: empty, so the step runs at once.</summary>
    public IReadOnlyList<string> After { get; init; } = [];

    /// <summary>Whether the step also runs if a predecessor is dead. Default: the step and its successors then end dead too,
    /// with that as the reason.</summary>
    public bool EvenIfDead { get; init; }

    /// <summary>The options of its job. <see cref="EnqueueOptions.RunAt"/> is the earliest start after the step is released,
    /// and <see cref="EnqueueOptions.ExpiresIn"/> counts from the release. Steps take no <see cref="EnqueueOptions.Batch"/>,
    /// <see cref="EnqueueOptions.RunIn"/> or unique key.</summary>
    public EnqueueOptions Options { get; init; } = EnqueueOptions.Default;

    internal string Kind => _kind.Kind;

    /// <summary>Writes the payload; <paramref name="kinds"/> provide JSON that the step was created without.</summary>
    internal string Payload(JobKinds kinds) => _payload(kinds);

    /// <summary>Creates a step.</summary>
    /// <param name="name">The name.</param>
    /// <param name="args">The arguments of its job.</param>
    /// <param name="json">The entry of the arguments in a source-generated <c>JsonSerializerContext</c>.</param>
    /// <exception cref="ArgumentException">The payload is out of range, or the arguments have a unique key; the message says
    /// which.</exception>
    public static WorkflowStep Job<TArgs>(string name, TArgs args, JsonTypeInfo<TArgs> json) where TArgs : IJobArgs
    {
        var payload = Encoding.UTF8.GetString(JobQueue.Serialize(args, json));
        return Job(name, args, _ => payload);
    }

    /// <summary>Creates a step of a kind that is registered with the queue that starts the workflow.</summary>
    /// <param name="name">The name.</param>
    /// <param name="args">The arguments of its job.</param>
    /// <exception cref="ArgumentException">The arguments have a unique key.</exception>
    public static WorkflowStep Job<TArgs>(string name, TArgs args) where TArgs : IJobArgs =>
        Job(name, args, kinds => Encoding.UTF8.GetString(JobQueue.Serialize(args, kinds.Of(typeof(TArgs)))));

    static WorkflowStep Job<TArgs>(string name, TArgs args, Func<JobKinds, string> payload) where TArgs : IJobArgs =>
        args.UniqueKey() is null
            ? new(name, KindPlan<TArgs>.Default, payload)
            : throw new InvalidArgumentException(nameof(args), "A step cannot hold a unique key. Use arguments without one.");

    /// <summary>The options of the step, merged with the defaults of its kind.</summary>
    internal EnqueuePlan Plan => EnqueuePlan.Of(_kind, Options);

    internal void Check(string field)
    {
        try
        {
            JobNames.Checked(Name, maxLength: 100, "name");
            _ = Plan;
        }
        catch (InvalidArgumentException e)
        {
            throw new InvalidArgumentException($"{field}.{e.Field}", e.Problem);
        }

        if (After is null)
            throw new InvalidArgumentException($"{field}.after", "the list is null; use an empty list.");
        if (Options.Batch is not null)
            throw new InvalidArgumentException($"{field}.options.Batch", "a workflow is a batch already; leave the batch out.");
        if (Options.RunIn is not null)
            throw new InvalidArgumentException($"{field}.options.RunIn", "the release time of the step is unknown; set RunAt, or leave RunIn out.");
        if (Options.UniqueKey is not null || Options.Unique is not null)
            throw new InvalidArgumentException($"{field}.options.UniqueKey", "a step cannot hold a unique key; leave it out.");
    }
}
