using Bits.Console.Hosting;
using Bits.Console.Layout;
using Bits.Pages.Hosting;
using Bits.Platform.Auth;

namespace Bits.Console.Features.Operations;

/// <summary>Jobs, failures, queues, periodic jobs, workers, health.</summary>
sealed class OperationsConsole : IConsoleFeature
{
    const string Capability = Capabilities.ConsoleView;

    /// <inheritdoc />
    public IReadOnlyList<Section> Sections { get; } =
    [
        new(SectionGroup.Work, "Overview", "", "overview", 'o', Capability),
        new(SectionGroup.Work, "Jobs", "/jobs", "jobs", 'j', Capability),
        new(SectionGroup.Work, "Failures", "/failures", "alert", 'f', Capability),
        new(SectionGroup.Work, "Queues", "/queues", "queues", 'q', Capability),
        new(SectionGroup.Work, "Periodic", "/periodic", "clock", 'p', Capability),
        new(SectionGroup.Work, "Workers", "/workers", "workers", 'w', Capability),
        new(SectionGroup.Platform, "Health", "/health", "health", 'h', Capability),
    ];

    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } =
    [
        ConsoleScreen.Of<OverviewScreen>("/", Capability),
        ConsoleScreen.Of<JobsScreen>("/jobs", Capability),
        ConsoleScreen.Of<JobScreen>("/jobs/{id}", Capability),
        ConsoleScreen.Of<FailuresScreen>("/failures", Capability),
        ConsoleScreen.Of<QueuesScreen>("/queues", Capability),
        ConsoleScreen.Of<PeriodicScreen>("/periodic", Capability),
        ConsoleScreen.Of<WorkersScreen>("/workers", Capability),
        ConsoleScreen.Of<HealthScreen>("/health", Capability),
    ];
}
