namespace Bits.Platform.Maintenance;

/// <summary>A task that every backend repeats while it runs. It must be safe on any number of hosts at once.</summary>
public interface IMaintenanceTask
{
    /// <summary>Gets the time between two runs. The first run starts with the host.</summary>
    TimeSpan Interval { get; }

    /// <summary>Runs what is due. The host logs an exception, and the next run retries.</summary>
    Task RunAsync(CancellationToken ct);
}
