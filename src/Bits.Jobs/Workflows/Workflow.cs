namespace Bits.Jobs;

/// <summary>Jobs that depend on each other: a step runs when all its predecessors have succeeded. See
/// <see cref="JobQueue.StartWorkflowAsync"/>.</summary>
public sealed record Workflow
{
    /// <summary>The maximum number of steps.</summary>
    public const int MaxSteps = 1_000;

    /// <summary>The steps, in any order; 1 to 1,000.</summary>
    public required IReadOnlyList<WorkflowStep> Steps { get; init; }

    /// <summary>The follow-up when all steps have ended, with their counts; default: none.</summary>
    public BatchFollowUp? Then { get; init; }

    /// <summary>Creates a workflow in which each step comes after the previous one.</summary>
    /// <param name="steps">The steps, in the order in which they run.</param>
    public static Workflow Chain(params IReadOnlyList<WorkflowStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return new()
        {
            Steps = [.. steps.Select((step, i) => i == 0 ? step : step with { After = [.. step.After, steps[i - 1].Name] })],
        };
    }

    /// <summary>Returns for each step the positions, from 1, of its predecessors.</summary>
    /// <exception cref="InvalidArgumentException">The workflow is invalid; the message says where.</exception>
    internal int[][] CheckedOrder()
    {
        if (Steps is not { Count: >= 1 and <= MaxSteps })
            throw new InvalidArgumentException("steps", $"the workflow has {Steps?.Count ?? 0} steps; use 1 to {MaxSteps}.");

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Steps.Count; i++)
        {
            Steps[i].Check($"steps[{i}]");
            if (!places.TryAdd(Steps[i].Name, i + 1))
                throw new InvalidArgumentException($"steps[{i}].name", $"another step is named {Steps[i].Name}; use unique names.");
        }

        var order = Steps.Select((step, i) => step.After.Select((name, j) => places.TryGetValue(name, out var place)
            ? place
            : throw new InvalidArgumentException($"steps[{i}].after[{j}]", $"no step is named {name}; name a step of this workflow.")).Distinct().ToArray()).ToArray();
        RefuseCycles(order);
        return order;
    }

    // Removes the steps without predecessors until no more can be removed: the rest form a cycle.
    void RefuseCycles(int[][] order)
    {
        var left = new HashSet<int>(Enumerable.Range(1, order.Length));
        while (left.RemoveWhere(step => !order[step - 1].Any(left.Contains)) > 0)
        {
        }

        if (left.Count == 0)
            return;

        List<int> way = [left.Min()];
        for (var next = way[0]; way.IndexOf(next = order[next - 1].First(left.Contains)) < 0;)
            way.Add(next);
        var begin = way.IndexOf(order[way[^1] - 1].First(left.Contains));
        var cycle = way[begin..].Append(way[begin]).Select(step => Steps[step - 1].Name);
        throw new InvalidArgumentException($"steps[{way[begin] - 1}].after", $"the step waits for itself: {string.Join(" after ", cycle)}; break the cycle.");
    }
}
