using Bits.Jobs;

namespace Bits.Console.Features.Operations;

/// <summary>The workflow of a job as a list: each step after its predecessors.</summary>
public sealed class WorkflowMap
{
    const int MostAtOnce = 12;
    const int MostNear = 10;
    const int MostListed = 200;
    const int MostNamed = 4;

    readonly Dictionary<string, WorkflowStepSummary> _byName;

    /// <param name="own">The step of the job.</param>
    /// <param name="steps">All steps.</param>
    public WorkflowMap(WorkflowStepSummary own, IReadOnlyList<WorkflowStepSummary> steps)
    {
        _byName = steps.ToDictionary(step => step.Name, StringComparer.Ordinal);
        (Own, All) = (own, InOrder(steps));
    }

    /// <summary>Gets the step of the job.</summary>
    public WorkflowStepSummary Own { get; }

    /// <summary>Gets all steps, in the order in which they run.</summary>
    public IReadOnlyList<WorkflowStepSummary> All { get; }

    /// <summary>Gets whether it is too large to show completely at first.</summary>
    public bool IsLarge => All.Count > MostAtOnce;

    /// <summary>Gets the steps to show at first: of a large workflow only the step and some of its neighbours.</summary>
    public IReadOnlyList<WorkflowStepSummary> Shown => !IsLarge
        ? All
        :
        [
            .. UnfinishedFirst(Own).Take(MostNear), Own,
            .. All.Where(step => step.After.Contains(Own.Name, StringComparer.Ordinal)).Take(MostNear),
        ];

    /// <summary>Gets the steps to show on request.</summary>
    public IReadOnlyList<WorkflowStepSummary> Listed => [.. All.Take(MostListed)];

    /// <summary>Counts the steps by state, without skipped ones.</summary>
    public IEnumerable<(JobState State, int Steps)> Counts => All
        .Where(step => !step.IsSkipped).GroupBy(step => step.State).OrderByDescending(group => group.Key == JobState.Succeeded)
        .ThenBy(group => group.Key).Select(group => (group.Key, group.Count()));

    /// <summary>Gets the number of skipped steps.</summary>
    public int Skipped => All.Count(step => step.IsSkipped);

    /// <summary>Returns some predecessors of a step, first those that block it or caused its skipping.</summary>
    public IReadOnlyList<WorkflowStepSummary> Before(WorkflowStepSummary step) => [.. UnfinishedFirst(step).Take(MostNamed)];

    /// <summary>Returns a note on the state; null when the state says all.</summary>
    public string? Note(WorkflowStepSummary step) => step switch
    {
        { IsSkipped: true } => UnfinishedFirst(step).FirstOrDefault() is { State: JobState.Dead } cause
            ? $"{cause.Name} {(cause.IsSkipped ? "was skipped" : "is dead")}"
            : null,
        { State: JobState.Pending, HasTurn: false } => "waiting for its turn",
        _ => null,
    };

    IEnumerable<WorkflowStepSummary> UnfinishedFirst(WorkflowStepSummary step) => step.After.Select(name => _byName[name])
        .OrderBy(before => before.State switch
        {
            JobState.Dead => 0,
            JobState.Pending or JobState.Running or JobState.Failed => 1,
            JobState.Succeeded => 2,
        });

    // Orders by the longest chain of predecessors, then by the given order.
    List<WorkflowStepSummary> InOrder(IReadOnlyList<WorkflowStepSummary> steps)
    {
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var step in steps)
            Deepen(step);

        return [.. steps.OrderBy(step => depths[step.Name])];

        void Deepen(WorkflowStepSummary first)
        {
            var open = new Stack<WorkflowStepSummary>([first]); // a chain of a thousand is too deep for recursion
            while (open.TryPeek(out var step))
            {
                var missing = step.After.Where(name => !depths.ContainsKey(name)).ToList();
                if (missing.Count > 0)
                {
                    missing.ForEach(name => open.Push(_byName[name]));
                    continue;
                }

                open.Pop();
                depths[step.Name] = step.After.Count == 0 ? 0 : step.After.Max(name => depths[name]) + 1;
            }
        }
    }
}
