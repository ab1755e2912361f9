using Bits.Jobs;

namespace Bits.Console.Screens.Jobs;

/// <summary>The workflow that a job is of, for reading: each step behind those that it comes after.</summary>
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

    /// <summary>The step of the job.</summary>
    public WorkflowStepSummary Own { get; }

    /// <summary>All steps, in the order in which they run.</summary>
    public IReadOnlyList<WorkflowStepSummary> All { get; }

    /// <summary>Whether it is too large to be shown as a whole at first.</summary>
    public bool IsLarge => All.Count > MostAtOnce;

    /// <summary>What is shown at first: of a large one the step, and some of those that it comes after and that come after it.
    /// </summary>
    public IReadOnlyList<WorkflowStepSummary> Shown => !IsLarge
        ? All
        :
        [
            .. UnfinishedFirst(Own).Take(MostNear), Own,
            .. All.Where(step => step.After.Contains(Own.Name, StringComparer.Ordinal)).Take(MostNear),
        ];

    /// <summary>What is shown where all is asked for.</summary>
    public IReadOnlyList<WorkflowStepSummary> Listed => [.. All.Take(MostListed)];

    /// <summary>How many steps are in which state; those that were skipped are counted apart.</summary>
    public IEnumerable<(JobState State, int Steps)> Counts => All
        .Where(step => !step.IsSkipped).GroupBy(step => step.State).OrderByDescending(group => group.Key == JobState.Succeeded)
        .ThenBy(group => group.Key).Select(group => (group.Key, group.Count()));

    /// <summary>How many steps were skipped.</summary>
    public int Skipped => All.Count(step => step.IsSkipped);

    /// <summary>Some of those that a step comes after, first those that it waits for or was skipped for.</summary>
    public IReadOnlyList<WorkflowStepSummary> Before(WorkflowStepSummary step) => [.. UnfinishedFirst(step).Take(MostNamed)];

    /// <summary>What a state leaves open; null where it says all.</summary>
    public string? Note(WorkflowStepSummary step) => step switch
    {
        { IsSkipped: true } => UnfinishedFirst(step).FirstOrDefault() is { State: JobState.Dead } cause
            ? $"{cause.Name} {(cause.IsSkipped ? "was skipped" : "is dead")}"
            : null,
        { State: JobState.Pending, HasTurn: false } => "waits for its turn",
        _ => null,
    };

    IEnumerable<WorkflowStepSummary> UnfinishedFirst(WorkflowStepSummary step) => step.After.Select(name => _byName[name])
        .OrderBy(before => before.State switch
        {
            JobState.Dead => 0,
            JobState.Pending or JobState.Running or JobState.Failed => 1,
            JobState.Succeeded => 2,
        });

    // By how many steps come before at most, and then as they were given.
    List<WorkflowStepSummary> InOrder(IReadOnlyList<WorkflowStepSummary> steps)
    {
        var depths = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var step in steps)
            Deepen(step);

        return [.. steps.OrderBy(step => depths[step.Name])];

        void Deepen(WorkflowStepSummary first)
        {
            var open = new Stack<WorkflowStepSummary>([first]); // a chain of a thousand is too deep to call itself
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
