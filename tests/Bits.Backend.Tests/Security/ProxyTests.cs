using System.Net;

namespace Bits.Backend.Tests.Security;

/// <summary>Behind a proxy on the same host every request comes from this machine.</summary>
[Slow]
public sealed class ProxyTests(TestBackend test) : IClassFixture<TestBackend>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("X-Forwarded-For", "203.0.113.5")]
    [InlineData("X-Forwarded-Host", "bits.example.org")]
    [InlineData("X-Real-IP", "203.0.113.5")]
    [InlineData("Forwarded", "for=203.0.113.5")]
    [InlineData("Via", "1.1 proxy")]
    [InlineData("Host", "bits.example.org")]
    public async Task Metrics_are_not_for_what_a_proxy_passes_on(string header, string value)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/metrics");
        request.Headers.TryAddWithoutValidation(header, value);
        using var answer = await test.Backend.Http.SendAsync(request, Ct);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        Assert.Equal(HttpStatusCode.OK, (await test.Backend.Http.GetAsync("/metrics", Ct)).StatusCode);
    }

    [Fact]
    public async Task Addresses_of_one_network_of_a_subscriber_share_an_allowance_and_others_have_their_own()
    {
        await using var strict = await test.StartAsync(
            "--Http:TrustedProxies:0=127.0.0.1", "--RateLimits:Address:Burst=4", "--RateLimits:Address:PerSecond=1");

        var one = new List<HttpStatusCode>();
        for (var i = 0; i < 20; i++)
            one.Add(await FromAsync(strict, $"2001:db8:1:1:{i:x}::{i:x}"));

        Assert.Contains(HttpStatusCode.TooManyRequests, one);
        Assert.NotEqual(HttpStatusCode.TooManyRequests, await FromAsync(strict, "2001:db8:1:2::1"));
        Assert.NotEqual(HttpStatusCode.TooManyRequests, await FromAsync(strict, "198.51.100.7"));
        Assert.NotEqual(HttpStatusCode.TooManyRequests, await FromAsync(strict, "198.51.100.8"));
    }

    [Fact]
    public async Task A_proxy_that_is_not_trusted_is_said_in_the_log_once()
    {
        await using var plain = await test.StartAsync();

        for (var i = 0; i < 3; i++)
            await FromAsync(plain, "203.0.113.5");

        await plain.Process.LineAsync("warn: Bits.Backend", Ct);
        Assert.Single(plain.Process.Output.Split('\n'), line => line.Contains("Http:TrustedProxies", StringComparison.Ordinal));
    }

    static async Task<HttpStatusCode> FromAsync(BackendProcess backend, string address)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/nowhere");
        request.Headers.Add("X-Forwarded-For", address);
        using var answer = await backend.Http.SendAsync(request, Ct);
        return answer.StatusCode;
    }
}
