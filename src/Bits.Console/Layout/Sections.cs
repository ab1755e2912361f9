using Bits.Platform.Auth;

namespace Bits.Console.Layout;

/// <summary>A place in the console.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Path">Where it is, within the console.</param>
/// <param name="Icon">Its picture.</param>
/// <param name="Key">The letter that leads there, after a g.</param>
/// <param name="Capability">Who sees it.</param>
public sealed record Section(string Name, string Path, string Icon, char Key, string Capability);

/// <summary>Places that belong together.</summary>
public sealed record SectionGroup(string Name, IReadOnlyList<Section> Sections);

/// <summary>All places, in the order of the menu.</summary>
public static class Sections
{
    /// <summary>All of them.</summary>
    public static IReadOnlyList<SectionGroup> All { get; } =
    [
        new("Work",
        [
            new("Overview", "", "overview", 'o', Capabilities.ConsoleView),
            new("Jobs", "/jobs", "jobs", 'j', Capabilities.ConsoleView),
            new("Failures", "/failures", "alert", 'f', Capabilities.ConsoleView),
            new("Queues", "/queues", "queues", 'q', Capabilities.ConsoleView),
            new("Periodic", "/periodic", "clock", 'p', Capabilities.ConsoleView),
            new("Workers", "/workers", "workers", 'w', Capabilities.ConsoleView),
        ]),
        new("People and content",
        [
            new("Memberships", "/memberships", "people", 'm', Capabilities.MembershipInspect),
            new("Search", "/search", "search", 's', Capabilities.SearchInspect),
        ]),
        new("Platform",
        [
            new("Audit log", "/audit", "audit", 'a', Capabilities.AuditRead),
            new("Health", "/health", "health", 'h', Capabilities.ConsoleView),
        ]),
    ];
}
