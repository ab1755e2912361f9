using System.Text.RegularExpressions;
using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.SigningIn;
using Bits.Platform.Mail;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using SmtpServer.Protocol;

namespace Bits.Platform.Tests.Features.SigningIn;

/// <summary>A link to the address of an account signs in its owner, and tells a stranger nothing.</summary>
public sealed partial class SignInMailTests(TestPlatform platform) : IClassFixture<TestPlatform>, IAsyncLifetime
{
    TestMailServer _server = null!;
    ServiceProvider _services = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static RequestOrigin Origin => RequestOrigin.Of(RequestOrigin.Http);

    public async ValueTask InitializeAsync()
    {
        _server = await TestMailServer.StartAsync(Ct);
        _services = platform.Build(
            ("Mail:Host", "127.0.0.1"), ("Mail:Port", $"{_server.Port}"), ("Mail:Security", "None"),
            ("Mail:From", "BITS Alumni <no-reply@example.org>"), ("Mail:PublicAddress", "https://alumni.example.org/portal/"));
        await platform.DataSource.SqlAsync("truncate jobs_queue_job, accounts_login_link");
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_mailed_link_signs_in_once()
    {
        var asha = await platform.UserAsync("Asha");

        await RequestAsync(await AddressAsync(asha));
        await DrainAsync();

        var mail = Assert.Single(_server.Mails);
        Assert.Equal("Asha", Assert.Single(mail.To.Mailboxes).Name);
        var link = Link.Match(mail.TextBody!);
        Assert.Equal("https://alumni.example.org/portal/login/mail", link.Groups["address"].Value);
        Assert.Equal("%2Fgroups", link.Groups["next"].Value);
        Assert.NotNull(await BeginAsync(link.Groups["token"].Value));
        Assert.Null(await BeginAsync(link.Groups["token"].Value));
        Assert.Equal(asha, await platform.DataSource.ValueAsync<Guid>("select user_id from accounts_session order by created_at desc limit 1"));
    }

    [Fact]
    public async Task A_link_is_good_for_fifteen_minutes()
    {
        var chitra = await platform.UserAsync("Chitra");
        await RequestAsync(await AddressAsync(chitra));
        await DrainAsync();

        await platform.DataSource.SqlAsync("update accounts_login_link set expires_at = expires_at - interval '15 minutes'");

        Assert.Null(await BeginAsync(Link.Match(Assert.Single(_server.Mails).TextBody!).Groups["token"].Value));
    }

    [Fact]
    public async Task An_unknown_address_causes_the_same_work_and_no_mail()
    {
        var bikram = await platform.UserAsync("Bikram");
        const string work = """
            select concat_ws('|', (select count(*) from jobs_queue_job), (select count(*) from audit_event where action = 'accounts.request_sign_in_link'))
            """;
        var before = await platform.DataSource.ValueAsync<string>(work);

        await RequestAsync("nobody@example.org");
        var unknown = await platform.DataSource.ValueAsync<string>(work);
        await RequestAsync(await AddressAsync(bikram));
        var known = await platform.DataSource.ValueAsync<string>(work);
        await DrainAsync();

        Assert.Equal(Steps(before, unknown), Steps(unknown, known));
        Assert.Single(_server.Mails);

        static (int Jobs, int Events) Steps(string from, string to)
        {
            var (a, b) = (from.Split('|').Select(int.Parse).ToArray(), to.Split('|').Select(int.Parse).ToArray());
            return (b[0] - a[0], b[1] - a[1]);
        }
    }

    [Fact]
    public async Task The_queue_holds_neither_address_nor_token()
    {
        var asha = await platform.UserAsync("Asha");
        var address = await AddressAsync(asha);

        await RequestAsync(address);
        var job = await platform.DataSource.ValueAsync<string>("select row_to_json(j)::text from jobs_queue_job j");
        await DrainAsync();

        Assert.DoesNotContain(address, job, StringComparison.Ordinal);
        var token = Link.Match(Assert.Single(_server.Mails).TextBody!).Groups["token"].Value;
        Assert.False(await platform.DataSource.ValueAsync<bool>(
            "select exists (select from jobs_queue_job j where row_to_json(j)::text like '%' || $1 || '%')", token));
    }

    [Fact]
    public async Task An_address_gets_one_link_within_two_minutes()
    {
        var asha = await platform.UserAsync("Asha");

        await RequestAsync(await AddressAsync(asha));
        await RequestAsync($" {(await AddressAsync(asha)).ToUpperInvariant()} ");
        await DrainAsync();
        await RequestAsync(await AddressAsync(asha));
        await DrainAsync();

        Assert.Single(_server.Mails);
    }

    [Theory]
    [InlineData("update accounts_user set disabled_at = now() where id = $1")]
    [InlineData("update accounts_user set client_id = id::text, capabilities = '{}' where id = $1")]
    public async Task A_disabled_account_and_a_machine_get_no_mail(string sql)
    {
        var user = await platform.UserAsync("Divya");
        await platform.DataSource.SqlAsync(sql, user);

        await RequestAsync(await AddressAsync(user));
        await DrainAsync();

        Assert.Empty(_server.Mails);
        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>("select count(*) from accounts_login_link"));
    }

    [Theory]
    [InlineData(SmtpReplyCode.MailboxUnavailable, "dead")]
    [InlineData(SmtpReplyCode.ServiceUnavailable, "failed")]
    public async Task A_refusal_for_good_ends_the_job_and_a_busy_server_is_asked_again(SmtpReplyCode code, string state)
    {
        var asha = await platform.UserAsync("Asha");
        _server.Answer = new(code, "not now, not here");

        await RequestAsync(await AddressAsync(asha));
        await DrainAsync();

        Assert.Equal(state, await platform.DataSource.ValueAsync<string>("select state from jobs_queue_job"));
    }

    [Fact]
    public async Task A_server_that_is_away_is_asked_again()
    {
        var asha = await platform.UserAsync("Asha");
        await _server.DisposeAsync();

        await RequestAsync(await AddressAsync(asha));
        await DrainAsync();
        _server = await TestMailServer.StartAsync(Ct);

        Assert.Equal("failed", await platform.DataSource.ValueAsync<string>("select state from jobs_queue_job"));
    }

    [Fact]
    public async Task Bad_input_names_the_field_and_a_platform_without_mail_says_so()
    {
        var bad = await Assert.ThrowsAsync<FaultException>(() => RequestAsync("asha"));
        var off = await Assert.ThrowsAsync<FaultException>(() =>
            platform.Get<SignInMail>().RequestAsync("asha@example.org", "/", Origin, Ct));

        Assert.Equal((FaultCode.InvalidArgument, "email"), (bad.Code, Assert.Single(bad.Fields).Field));
        Assert.Equal((FaultCode.FailedPrecondition, "mail_is_off"), (off.Code, off.Reason));
    }

    [Theory]
    [InlineData("Mail:From", "", "Mail:From")]
    [InlineData("Mail:PublicAddress", "https://alumni.example.org/portal", "Mail:PublicAddress")]
    [InlineData("Mail:PublicAddress", "ftp://alumni.example.org/", "Mail:PublicAddress")]
    [InlineData("Mail:UserName", "bits", "Mail:Password")]
    public void Wrong_settings_are_named(string key, string value, string named)
    {
        var settings = new Dictionary<string, string>
        {
            ["Mail:Host"] = "127.0.0.1",
            ["Mail:From"] = "no-reply@example.org",
            ["Mail:PublicAddress"] = "https://alumni.example.org/",
            [key] = value,
        };
        using var services = platform.Build([.. settings.Select(s => (s.Key, s.Value))]);

        var e = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IOptions<MailOptions>>().Value);

        Assert.Contains(named, e.Message, StringComparison.Ordinal);
    }

    Task RequestAsync(string email) => _services.GetRequiredService<SignInMail>().RequestAsync(email, "/groups", Origin, Ct);

    Task<SessionSecret?> BeginAsync(string token) =>
        _services.GetRequiredService<Sessions>().BeginByLinkAsync(token, Origin, TimeSpan.FromHours(1), Ct);

    Task DrainAsync() => _services.GetRequiredService<JobWorker>().DrainAsync(Ct);

    Task<string> AddressAsync(Guid user) => platform.DataSource.ValueAsync<string>("select email from accounts_user where id = $1", user);

    [GeneratedRegex(@"(?<address>https://\S+)\?token=(?<token>[0-9a-f]{64})&returnUrl=(?<next>\S+)")]
    static partial Regex Link { get; }
}
