namespace Bits.Jobs;

/// <summary>The timeouts of a worker that stops.</summary>
/// <param name="Grace">How long running jobs may continue.</param>
/// <param name="CancelGrace">How long cancelled handlers may then take to return.</param>
/// <param name="GiveBack">Cancelled when jobs must be released at once, because the host ends.</param>
readonly record struct StopTimes(TimeSpan Grace, TimeSpan CancelGrace, CancellationToken GiveBack)
{
    static readonly TimeSpan MaxCancelGrace = TimeSpan.FromSeconds(5);

    /// <summary>Returns the timeouts without a host.</summary>
    public static StopTimes Of(JobWorkerOptions options) => new(options.StopGrace, MaxCancelGrace, CancellationToken.None);

    /// <summary>Returns the timeouts within a host: jobs are released after four fifths of its shutdown timeout, and
    /// handlers are cancelled early enough to return.</summary>
    public static StopTimes Within(TimeSpan shutdownTimeout, JobWorkerOptions options, CancellationToken giveBack)
    {
        if (shutdownTimeout == Timeout.InfiniteTimeSpan)
            return Of(options) with { GiveBack = giveBack };

        var all = shutdownTimeout * 0.8;
        var grace = options.StopGrace < all * 0.75 ? options.StopGrace : all * 0.75;
        return new(grace, all - grace < MaxCancelGrace ? all - grace : MaxCancelGrace, giveBack);
    }
}
