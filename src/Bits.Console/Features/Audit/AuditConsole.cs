using Bits.Console.Hosting;
using Bits.Console.Layout;
using Bits.Pages.Hosting;
using Bits.Platform.Auth;

namespace Bits.Console.Features.Audit;

/// <summary>The audit log.</summary>
sealed class AuditConsole : IConsoleFeature
{
    /// <inheritdoc />
    public IReadOnlyList<Section> Sections { get; } =
        [new(SectionGroup.Platform, "Audit log", "/audit", "audit", 'a', Capabilities.AuditRead)];

    /// <inheritdoc />
    public IReadOnlyList<PageScreen> Screens { get; } = [ConsoleScreen.Of<AuditScreen>("/audit", Capabilities.AuditRead)];
}
