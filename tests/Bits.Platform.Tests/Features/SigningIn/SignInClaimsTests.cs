using System.Text.RegularExpressions;
using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Features.SigningIn.Linking;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Tests.Features.SigningIn;

/// <summary>A sign-in at a provider uses an account only after the owner of its mailbox has agreed.</summary>
public sealed partial class SignInClaimsTests(TestPlatform platform) : IClassFixture<TestPlatform>, IAsyncLifetime
{
    const string Issuer = "https://id.example.org";

    TestMailServer _server = null!;
    ServiceProvider _services = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static RequestOrigin Origin => RequestOrigin.Of(RequestOrigin.Http);

    SignInClaims Claims => _services.GetRequiredService<SignInClaims>();

    public async ValueTask InitializeAsync()
    {
        _server = await TestMailServer.StartAsync(Ct);
        _services = platform.Build(
            ("Mail:Host", "127.0.0.1"), ("Mail:Port", $"{_server.Port}"), ("Mail:Security", "None"), ("Mail:From", "no-reply@example.org"));
        await platform.DataSource.SqlAsync("truncate jobs_queue_job, sign_in_claim, accounts_linked_sign_in");
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_confirmed_claim_links_once_and_the_next_sign_in_begins_a_session()
    {
        var (asha, email) = await PersonAsync("Asha");
        var token = await ClaimAsync("asha-at-idp", email);
        await RefusedAsync("asha-at-idp", email);

        Assert.Equal(new(Issuer, "asha-at-idp", email, null), await Claims.FindAsync(token, Ct));
        Assert.Equal(ClaimOutcome.Linked, await Claims.ConfirmAsync(token, Origin, Ct));
        Assert.Equal(ClaimOutcome.Over, await Claims.ConfirmAsync(token, Origin, Ct));

        Assert.Null(await Claims.FindUnlinkedAsync(Of("asha-at-idp", email: null), Ct));
        await _services.GetRequiredService<Sessions>().BeginAsync(Of("asha-at-idp", email: null), Origin, TimeSpan.FromHours(1), Ct);
        Assert.Equal(asha, await platform.DataSource.ValueAsync<Guid>("select user_id from accounts_session order by created_at desc limit 1"));
        Assert.Equal(1L, await platform.DataSource.ValueAsync<long>(
            "select count(*) from audit_event where action = 'signin.link' and target_id = $1::text", $"{asha}"));
    }

    [Fact]
    public async Task An_account_has_several_sign_ins_and_a_removed_one_gets_in_no_more()
    {
        var (asha, email) = await PersonAsync("Asha");
        foreach (var subject in new[] { "first", "second" })
            Assert.Equal(ClaimOutcome.Linked, await Claims.ConfirmAsync(await ClaimAsync(subject, email), Origin, Ct));
        var links = (await TestPlatform.CallAsync(_services, asha, "signin.v1/ListLinkedSignIns", new { })).GetProperty("signIns");
        Assert.Equal(2, links.GetArrayLength());

        await TestPlatform.CallAsync(_services, asha, "signin.v1/RemoveLinkedSignIn", new { signInId = links[0].GetProperty("signInId").GetGuid() });

        await RefusedAsync("first", email);
        await _services.GetRequiredService<Sessions>().BeginAsync(Of("second", email: null), Origin, TimeSpan.FromHours(1), Ct);
        var bikram = await platform.UserAsync("Bikram");
        Assert.Equal("sign_in_not_found", (await platform.FaultAsync(
            bikram, "signin.v1/RemoveLinkedSignIn", new { signInId = links[1].GetProperty("signInId").GetGuid() })).Reason);
    }

    [Fact]
    public async Task An_address_that_is_not_verified_links_nothing_and_asks_nobody()
    {
        var (_, email) = await PersonAsync("Asha");

        var fault = await Assert.ThrowsAsync<FaultException>(() => Claims.FindUnlinkedAsync(Of("thief", email: null), Ct));

        Assert.Equal(FaultCode.Unauthenticated, fault.Code);
        await RefusedAsync("thief", email: null);
        await RefusedAsync("thief", email);
        Assert.Empty(_server.Mails);
    }

    [Fact]
    public async Task The_same_subject_at_another_provider_is_another_sign_in()
    {
        var (_, email) = await PersonAsync("Asha");
        await Claims.ConfirmAsync(await ClaimAsync("asha", email), Origin, Ct);

        var other = await Claims.FindUnlinkedAsync(Identity.OfSubject("https://evil.example", "asha", email), Ct);

        Assert.Equal(new("https://evil.example", "asha", email), other);
    }

    [Fact]
    public async Task The_mail_goes_to_the_account_and_says_which_sign_in_asks()
    {
        var (_, email) = await PersonAsync("Asha");

        await ClaimAsync("thief", $" {email.ToUpperInvariant()} ");

        var mail = Assert.Single(_server.Mails);
        Assert.Equal(email, Assert.Single(mail.To.Mailboxes).Address);
        Assert.Contains($"the sign-in {email} at {Issuer} asks to use your account", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Without your confirmation nothing changes", mail.TextBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_address_causes_the_same_work_and_no_mail_and_the_queue_tells_nothing()
    {
        var (_, email) = await PersonAsync("Asha");
        const string work = "select count(*) from jobs_queue_job";

        await Claims.RequestAsync(new(Issuer, "nobody-subject", "nobody@example.org"), Origin, Ct);
        Assert.Equal(1L, await platform.DataSource.ValueAsync<long>(work));
        await Claims.RequestAsync(new(Issuer, "secret-subject", email), Origin, Ct);
        await Claims.RequestAsync(new(Issuer, "secret-subject", email), Origin, Ct);
        Assert.Equal(2L, await platform.DataSource.ValueAsync<long>(work));
        Assert.False(await platform.DataSource.ValueAsync<bool>(
            "select exists (select from jobs_queue_job j where j::text like '%subject%' or j::text like '%' || $1 || '%')", email));
        await DrainAsync();

        Assert.Single(_server.Mails);
        Assert.Equal(1L, await platform.DataSource.ValueAsync<long>("select count(*) from sign_in_claim"));
    }

    [Fact]
    public async Task Of_two_confirmations_at_once_one_links()
    {
        var (asha, email) = await PersonAsync("Asha");
        var (_, other) = await PersonAsync("Bikram");
        var (one, two) = (await ClaimAsync("roaming", email), await ClaimAsync("roaming", other));

        var outcomes = await Task.WhenAll(
            Claims.ConfirmAsync(one, Origin, Ct), Claims.ConfirmAsync(two, Origin, Ct), Claims.ConfirmAsync(one, Origin, Ct));

        Assert.Single(outcomes, ClaimOutcome.Linked);
        Assert.Equal(1L, await platform.DataSource.ValueAsync<long>("select count(*) from accounts_linked_sign_in"));
        Assert.NotEqual(Guid.Empty, asha);
    }

    [Fact]
    public async Task Two_claims_on_one_account_are_two_questions()
    {
        var (_, email) = await PersonAsync("Asha");
        var (mine, thief) = (await ClaimAsync("mine", email), await ClaimAsync("thief", email));

        Assert.Equal(ClaimOutcome.Linked, await Claims.ConfirmAsync(mine, Origin, Ct));

        Assert.Equal("thief", (await Claims.FindAsync(thief, Ct))!.Subject);
        await RefusedAsync("thief", email);
    }

    [Fact]
    public async Task A_link_is_good_for_fifteen_minutes_and_for_an_enabled_account()
    {
        var (_, email) = await PersonAsync("Asha");
        var late = await ClaimAsync("late", email);
        await platform.DataSource.SqlAsync("update sign_in_claim set expires_at = expires_at - interval '15 minutes'");
        Assert.Null(await Claims.FindAsync(late, Ct));
        Assert.Equal(ClaimOutcome.Over, await Claims.ConfirmAsync(late, Origin, Ct));

        var disabled = await ClaimAsync("disabled", email);
        await platform.DataSource.SqlAsync("update accounts_user set disabled_at = now() where email = $1", email);
        Assert.Equal(ClaimOutcome.Over, await Claims.ConfirmAsync(disabled, Origin, Ct));
    }

    [Fact]
    public async Task Without_mail_a_claim_says_so()
    {
        var off = await Assert.ThrowsAsync<FaultException>(() =>
            platform.Get<SignInClaims>().RequestAsync(new(Issuer, "asha", "asha@example.org"), Origin, Ct));

        Assert.Equal("mail_is_off", off.Reason);
    }

    static Identity Of(string subject, string? email) => Identity.OfSubject(Issuer, subject, email);

    async Task<(Guid Id, string Email)> PersonAsync(string name)
    {
        var id = await platform.UserAsync(name);
        return (id, await platform.DataSource.ValueAsync<string>("select email from accounts_user where id = $1", id));
    }

    async Task<string> ClaimAsync(string subject, string email)
    {
        var unlinked = await Claims.FindUnlinkedAsync(Of(subject, email), Ct);
        await Claims.RequestAsync(unlinked!, Origin, Ct);
        await DrainAsync();
        return Token.Match(_server.Mails[^1].TextBody!).Groups[1].Value;
    }

    async Task RefusedAsync(string subject, string? email) => Assert.Equal(
        FaultCode.Unauthenticated,
        (await Assert.ThrowsAsync<FaultException>(() => _services.GetRequiredService<Sessions>().BeginAsync(
            Of(subject, email), Origin, TimeSpan.FromHours(1), Ct))).Code);

    Task DrainAsync() => _services.GetRequiredService<JobWorker>().DrainAsync(Ct);

    [GeneratedRegex(@"https://alumni\.example\.org/login/claim/confirm\?token=([0-9a-f]{64})")]
    static partial Regex Token { get; }
}
