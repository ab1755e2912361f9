namespace Bits.Architecture.Tests;

/// <summary>How much the long tests try.</summary>
public sealed class CasesTests : IDisposable
{
    const string Variable = "BITS_TEST_CASES";

    readonly string? _before = Environment.GetEnvironmentVariable(Variable);

    public void Dispose() => Environment.SetEnvironmentVariable(Variable, _before);

    [Fact]
    public void A_long_test_tries_a_fiftieth_of_its_cases_and_all_where_that_is_asked_for()
    {
        Environment.SetEnvironmentVariable(Variable, null);
        Assert.Equal((40, 1, TimeSpan.FromSeconds(3)), (Cases.Of(2_000), Cases.Of(10), Cases.Of(TimeSpan.FromMinutes(2.5))));
        Assert.Equal([1, 2], Cases.Numbers(100));

        Environment.SetEnvironmentVariable(Variable, "all");
        Assert.Equal((2_000, 10, TimeSpan.FromMinutes(2)), (Cases.Of(2_000), Cases.Of(10), Cases.Of(TimeSpan.FromMinutes(2))));

        Environment.SetEnvironmentVariable(Variable, "many");
        Assert.Contains("write all", Assert.Throws<InvalidOperationException>(() => Cases.Of(1)).Message, StringComparison.Ordinal);
    }
}
