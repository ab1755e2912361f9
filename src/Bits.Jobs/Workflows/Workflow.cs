namespace Bits.Jobs;

/// <summary>Jobs of which some come after others: each runs when all those have succeeded. See
/// <see cref="JobQueue.StartWorkflowAsync"/>.</summary>
public sealed record Workflow
{
    /// <summary>The most steps that a workflow has.</summary>
    public const int MaxSteps = 1_000;

    /// <summary>Its jobs, in any order; 1 to 1,000.</summary>
    public required IReadOnlyList<WorkflowStep> Steps { get; init; }

    /// <summary>What follows when all of them have ended, with their counts; default: nothing.</summary>
    public BatchFollowUp? Then { get; init; }

    /// <summary>Steps each of which comes after the one before.</summary>
    /// <param name="steps">In the order in which they run.</param>
    public static Workflow Chain(params IReadOnlyList<WorkflowStep> steps)
    {
        ArgumentNullException.ThrowIfNull(steps);
        return new()
        {
            Steps = [.. steps.Select((step, i) => i == 0 ? step : step with { After = [.. step.After, steps[i - 1].Name] })],
        };
    }

    /// <summary>For each step the places, from 1, of those that it comes after.</summary>
    /// <exception cref="InvalidWorkflowException">It cannot be; the message says where.</exception>
    internal int[][] CheckedOrder()
    {
        if (Steps is not { Count: >= 1 and <= MaxSteps })
            throw new InvalidWorkflowException("steps", $"there are {Steps?.Count ?? 0}; a workflow has 1 to {MaxSteps}.");

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < Steps.Count; i++)
        {
            Steps[i].Check($"steps[{i}]");
            if (!places.TryAdd(Steps[i].Name, i + 1))
                throw new InvalidWorkflowException($"steps[{i}].name", $"another step is called {Steps[i].Name}; names are unique.");
        }

        var order = Steps.Select((step, i) => step.After.Select((name, j) => places.TryGetValue(name, out var place)
            ? place
            : throw new InvalidWorkflowException($"steps[{i}].after[{j}]", $"no step is called {name}.")).Distinct().ToArray()).ToArray();
        RefuseCycles(order);
        return order;
    }

    // What is left when steps that wait for nothing are taken away, again and again, waits for itself.
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
        throw new InvalidWorkflowException($"steps[{way[begin] - 1}].after", $"it waits for itself: {string.Join(" after ", cycle)}.");
    }
}
