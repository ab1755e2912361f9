using System.Diagnostics;
using Bits.Load.Faults;

namespace Bits.Load.Tests.Faults;

public sealed class FaultMeasurementTests
{
    [Fact]
    public void A_call_that_a_fault_touches_is_counted_in_it_and_a_failed_try_where_it_failed()
    {
        var measured = new FaultMeasurement(
            [new("GetMe", At(1), At(2)), new("GetMe", At(9), At(11)), new("GetMe", At(19), At(21)), new("GetMe", At(30), At(31))],
            [new("503", At(10.5)), new("503", At(19)), new("broken off", At(25))],
            [new("postgres_restart", At(10), At(20))], before: TimeSpan.FromSeconds(10));

        var fault = Assert.Single(measured.Faults());

        Assert.Equal((2, 1), (fault.FailedTries.Count, measured.FailedTriesOutside));
        Assert.Equal((1, 2 / 3.0), (fault.Answered, fault.ErrorRate));
        Assert.Equal((0.1, 0.1), (fault.PerSecondBefore, fault.PerSecond));
        Assert.Equal((2, 2), (measured.Milliseconds("GetMe", duringFaults: true).Count, measured.Milliseconds("GetMe", duringFaults: false).Count));
    }

    static long At(double seconds) => (long)(seconds * Stopwatch.Frequency);
}
