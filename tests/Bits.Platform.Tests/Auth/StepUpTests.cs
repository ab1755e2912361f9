using System.Text.Json;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Tests.Auth;

/// <summary>Calls that ask for a recent sign-in, and strong enough.</summary>
public sealed class StepUpTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    const string EndAll = "accounts.v1/EndAllSessions";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1, "gold", "pwd mfa", null)]
    [InlineData(null, "gold", "mfa", "is at most 5 minutes old by auth_time")]
    [InlineData(6, "gold", "mfa", "is at most 5 minutes old by auth_time")]
    [InlineData(1, "silver", "mfa", "bears one of these as acr: gold, platinum")]
    [InlineData(1, null, "mfa", "bears one of these as acr: gold, platinum")]
    [InlineData(1, "gold", "pwd", "bears one of these in amr: mfa")]
    public async Task What_is_configured_is_asked_for(int? minutesAgo, string? acr, string amr, string? lacking)
    {
        await using var strict = platform.Build(
            ("Auth:StepUp:MaxAge", "00:05:00"), ("Auth:StepUp:Acr:0", "gold"), ("Auth:StepUp:Acr:1", "platinum"), ("Auth:StepUp:Amr:0", "mfa"));
        var at = minutesAgo is { } minutes ? TimeProvider.System.GetUtcNow().AddMinutes(-minutes) : (DateTimeOffset?)null;
        var asha = Identity.OfUser(await platform.UserAsync("Asha")) with { SignIn = new(at, acr, amr.Split(' ')) };

        var fault = await FaultAsync(strict, EndAll, asha, new { });

        Assert.Equal(lacking is null, fault is null);
        if (lacking is not null)
            Assert.Equal(
                (FaultCode.Unauthenticated, "sign_in_again", $"This needs a sign-in that {lacking}. Sign in again, then repeat the call."),
                (fault!.Code, fault.Reason, fault.Message));
    }

    [Fact]
    public async Task Nothing_is_asked_of_who_signs_out_here_of_a_machine_or_of_anybody_where_nothing_is_configured()
    {
        var asha = Identity.OfUser(await platform.UserAsync("Asha")) with { SessionId = "token:1" };
        await using var lenient = platform.Build(("Auth:StepUp:MaxAge", "00:00:00"));
        await using var usual = platform.Build();
        await platform.Get<AccountKeeping>().SetServiceAsync("crawler", "Crawler", [Capabilities.AccountsSelf], Ct);

        Assert.Null(await FaultAsync(lenient, EndAll, asha, new { }));
        Assert.Equal("sign_in_again", (await FaultAsync(usual, "accounts.v1/EndSession", asha, new { sessionId = "token:2" }))?.Reason);
        Assert.Null(await FaultAsync(usual, "accounts.v1/EndSession", asha, new { }));
        Assert.Null(await FaultAsync(usual, EndAll, Identity.OfClient("crawler"), new { }));
    }

    static async Task<FaultException?> FaultAsync(IServiceProvider on, string method, Identity who, object request)
    {
        try
        {
            await on.GetRequiredService<RpcPipeline>().InvokeAsync(
                on.GetRequiredService<RpcRegistry>().Get(method), JsonSerializer.SerializeToElement(request),
                new(who, RequestOrigin.Of(RequestOrigin.Http)), Ct);
            return null;
        }
        catch (FaultException fault)
        {
            return fault;
        }
    }
}
