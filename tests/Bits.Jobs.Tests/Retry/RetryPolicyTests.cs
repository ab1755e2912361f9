namespace Bits.Jobs.Tests;

public sealed class RetryPolicyTests
{
    readonly RetryPolicy _policy = new() { FirstDelay = TimeSpan.FromSeconds(2), MaxDelay = TimeSpan.FromMinutes(1) };

    [Theory]
    [InlineData(1, 1, 2)]
    [InlineData(2, 2, 4)]
    [InlineData(5, 16, 32)]
    [InlineData(6, 30, 60)]
    [InlineData(int.MaxValue, 30, 60)]
    public void Delays_double_up_to_the_ceiling_and_are_drawn_from_the_upper_half(int attempt, int least, int most)
    {
        var random = new Random(1);

        for (var i = 0; i < 1000; i++)
            Assert.InRange(_policy.DelayAfter(attempt, random).TotalSeconds, least, most);
    }

    [Fact]
    public void There_is_no_attempt_zero() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => _policy.DelayAfter(0, Random.Shared));
}
