namespace Bits.Jobs;

/// <summary>How long a worker that stops has for what.</summary>
/// <param name="Grace">How long running jobs may go on.</param>
/// <param name="CancelGrace">How long their handlers have then to hear that they are cancelled.</param>
/// <param name="GiveBack">Cancelled when jobs must be given back at once, because the host ends.</param>
readonly record struct StopTimes(TimeSpan Grace, TimeSpan CancelGrace, CancellationToken GiveBack)
{
    static readonly TimeSpan Hearing = TimeSpan.FromSeconds(5);

    /// <summary>Without a host.</summary>
    public static StopTimes Of(JobWorkerOptions options) => new(options.StopGrace, Hearing, CancellationToken.None);

    /// <summary>Within a host that waits for so long: jobs are given back after four fifths of it, and handlers are cancelled
    /// in time to hear of it.</summary>
    public static StopTimes Within(TimeSpan shutdownTimeout, JobWorkerOptions options, CancellationToken giveBack)
    {
        if (shutdownTimeout == Timeout.InfiniteTimeSpan)
            return Of(options) with { GiveBack = giveBack };

        var all = shutdownTimeout * 0.8;
        var grace = options.StopGrace < all * 0.75 ? options.StopGrace : all * 0.75;
        return new(grace, all - grace < Hearing ? all - grace : Hearing, giveBack);
    }
}
