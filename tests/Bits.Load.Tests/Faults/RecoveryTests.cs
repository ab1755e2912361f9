using Bits.Load.Faults;

namespace Bits.Load.Tests.Faults;

public sealed class RecoveryTests
{
    [Theory]
    [InlineData(new long[] { 100, 90, 80, 100 }, 0, 0)] // four fifths are enough
    [InlineData(new long[] { 0, 0, 79, 80, 100 }, 3, 3)]
    [InlineData(new long[] { 100, 20, 100, 100 }, 2, 1)] // felt a second later
    [InlineData(new long[] { 10, 100, 10, 100 }, 1, 2)] // a second fall counts, and is not waited for
    [InlineData(new long[] { 100, 10, 10 }, 3, 2)] // never, while it was looked at
    [InlineData(new long[] { }, 0, 0)]
    public void Throughput_is_back_in_the_first_second_that_is_as_good_as_before(long[] perSecond, int seconds, int low) =>
        Assert.Equal(new Recovery(seconds, low), Recovery.Of(perSecond, before: 100));
}
