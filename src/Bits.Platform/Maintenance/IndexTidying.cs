using Microsoft.Extensions.Logging;

namespace Bits.Platform.Maintenance;

/// <summary>Maintains the search index once an hour, and probes that a written document is found.</summary>
sealed partial class IndexTidying(IndexMaintenance maintenance, ILogger<IndexTidying> log) : IMaintenanceTask
{
    /// <inheritdoc />
    public TimeSpan Interval { get; } = TimeSpan.FromHours(1);

    /// <inheritdoc />
    public async Task RunAsync(CancellationToken ct)
    {
        await maintenance.TidyAsync(ct);
        if (await maintenance.ProbeAsync(ct) is { IsGood: false } probe)
            ProbeFailed(probe.Found, probe.Gone);
    }

    [LoggerMessage(341, LogLevel.Error, "Search index probe failed: found after the write: {Found}; gone after the removal: {Gone}.")]
    partial void ProbeFailed(bool found, bool gone);
}
