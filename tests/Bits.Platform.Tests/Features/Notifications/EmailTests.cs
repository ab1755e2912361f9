using System.Security.Cryptography;
using Bits.Jobs.Testing;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Features.Notifications;
using Bits.Platform.Features.Notifications.Sending;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;
using MimeKit.Cryptography;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Security;
using SmtpServer.Protocol;

namespace Bits.Platform.Tests.Features.Notifications;

/// <summary>E-mails to a real SMTP server.</summary>
public sealed partial class EmailTests(TestPlatform platform) : IClassFixture<TestPlatform>, IAsyncLifetime
{
    readonly Scope _rowing = Scope.Group(Guid.CreateVersion7());
    readonly RSA _dkim = RSA.Create(2048);
    TestMailServer _server = null!;
    ServiceProvider _services = null!;
    Guid _asha;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _server = await TestMailServer.StartAsync(Ct);
        _services = Build();
        _asha = await platform.UserAsync("Asha");
        await platform.Memberships.JoinAsync(_asha, _rowing, Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
        _dkim.Dispose();
        await platform.DataSource.SqlAsync("truncate jobs_queue_job");
    }

    [Fact]
    public async Task A_mail_has_both_parts_absolute_links_and_nothing_that_tells_whether_it_was_opened()
    {
        var id = await NotifyAsync("Bikram commented on <your> post", "Who rows & when?\nOn Sunday?");
        await DrainAsync();

        var mail = Assert.Single(_server.Mails);
        Assert.Equal("Bikram commented on <your> post", mail.Subject);
        Assert.Equal("Asha", ((MailboxAddress)mail.To[0]).Name);
        Assert.Contains($"https://alumni.example.org/notifications/{id}", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("Who rows & when?", mail.TextBody, StringComparison.Ordinal);
        Assert.Contains("commented on &lt;your&gt; post", mail.HtmlBody, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", mail.HtmlBody, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("url(", mail.HtmlBody, StringComparison.OrdinalIgnoreCase);
        Assert.All(
            System.Text.RegularExpressions.Regex.Matches(mail.HtmlBody!, "href=\"([^\"]*)\"").Select(m => m.Groups[1].Value),
            link => Assert.StartsWith("https://alumni.example.org/", link, StringComparison.Ordinal));
        Assert.Equal("accepted", await LedgerAsync("state"));
    }

    [Fact]
    public async Task Its_headers_are_complete_and_its_signature_holds()
    {
        await NotifyAsync("आशा ने आपकी पोस्ट पर टिप्पणी की", "नमस्ते");
        await DrainAsync();

        var mail = Assert.Single(_server.Mails);
        Assert.Equal("आशा ने आपकी पोस्ट पर टिप्पणी की", mail.Subject);
        Assert.EndsWith("@example.org", mail.MessageId, StringComparison.Ordinal);
        Assert.Equal("auto-generated", mail.Headers[HeaderId.AutoSubmitted]);
        Assert.Equal("List-Unsubscribe=One-Click", mail.Headers[HeaderId.ListUnsubscribePost]);
        Assert.Matches(@"^<https://alumni\.example\.org/unsubscribe\?token=[\w-]+>$", mail.Headers[HeaderId.ListUnsubscribe]);
        var signature = mail.Headers[mail.Headers.IndexOf(HeaderId.DkimSignature)];
        Assert.Contains("List-Unsubscribe-Post", signature.Value, StringComparison.OrdinalIgnoreCase);
        Assert.True(await new DkimVerifier(new PublishedKey(_dkim)).VerifyAsync(mail, signature, Ct));
    }

    [Fact]
    public async Task Its_bytes_follow_the_standards_by_another_reading_than_that_which_wrote_them()
    {
        await NotifyAsync("आशा ने Rowing में आपकी पोस्ट पर टिप्पणी की, and a headline that is too long for one line of a header", "नमस्ते, 1 = 1.");
        await DrainAsync();

        var mail = RawMail.Parse(Assert.Single(_server.RawMails));
        Assert.Equal(
            "आशा ने Rowing में आपकी पोस्ट पर टिप्पणी की, and a headline that is too long for one line of a header", mail.Text("Subject"));
        Assert.Matches(@"^(Mon|Tue|Wed|Thu|Fri|Sat|Sun), \d{1,2} [A-Z][a-z]{2} \d{4} \d\d:\d\d:\d\d [+-]\d{4}$", mail.Field("Date"));
        Assert.Matches(@"^<[^<>@\s]+@[^<>@\s]+>$", mail.Field("Message-ID"));
        Assert.Matches(@"^<https://[!-~]+>$", mail.Field("List-Unsubscribe"));
        Assert.Equal(("1.0", "auto-generated"), (mail.Field("MIME-Version"), mail.Field("Auto-Submitted")));
        Assert.Matches("^multipart/alternative; boundary=", mail.Field("Content-Type"));
        Assert.Equal(["text/plain", "text/html"], mail.Parts.Select(part => part.Type));
        Assert.All(mail.Parts, part => Assert.Contains("नमस्ते, 1 = 1.", part.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_token_unsubscribes_from_its_kind_and_no_other_one_does()
    {
        await NotifyAsync("first");
        await DrainAsync();
        var token = Assert.Single(_server.Mails).Headers[HeaderId.ListUnsubscribe]!.Split("token=")[1].TrimEnd('>');
        var unsubscribing = _services.GetRequiredService<Unsubscribing>();

        var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(token);
        foreach (var place in Enumerable.Range(0, bytes.Length))
        {
            byte[] forged = [.. bytes];
            forged[place] ^= 1;
            Assert.Null(await unsubscribing.RunAsync(System.Buffers.Text.Base64Url.EncodeToString(forged), Origin, Ct));
        }

        Assert.Null(await unsubscribing.RunAsync("", Origin, Ct));
        Assert.Equal(new("Tests", Language.English), await unsubscribing.FindAsync(token, Origin, Ct));
        Assert.NotNull(await unsubscribing.RunAsync(token, Origin, Ct));
        Assert.NotNull(await unsubscribing.RunAsync(token, Origin, Ct));

        await NotifyAsync("second");
        await DrainAsync();
        Assert.Single(_server.Mails);
        Assert.Equal("cancelled|turned_off", await LedgerAsync("state || '|' || reason", "second"));
    }

    [Theory]
    [InlineData("5.1.1 no such user")]
    [InlineData("5.1.10 the domain takes no mail")]
    public async Task An_address_that_does_not_exist_gets_nothing_more(string answer)
    {
        _server.Answer = new(SmtpReplyCode.MailboxUnavailable, answer);
        await NotifyAsync("first");
        await DrainAsync();
        _server.Answer = SmtpResponse.Ok;
        await NotifyAsync("second");
        await DrainAsync();

        Assert.Equal("failed", await LedgerAsync("state", "first"));
        Assert.Equal("cancelled|suppressed", await LedgerAsync("state || '|' || reason", "second"));
    }

    [Theory]
    [InlineData("5.7.1 looks like spam")]
    [InlineData("5.1.8 your sender is unknown")]
    [InlineData("the text says 5.1.1 somewhere")]
    public async Task A_busy_server_is_tried_again_and_a_refusal_of_the_mail_is_not(string answer)
    {
        _server.Answer = new(SmtpReplyCode.ServiceUnavailable, "busy");
        await NotifyAsync("first");
        await DrainAsync();
        Assert.Equal("planned|provider", await LedgerAsync("state || '|' || reason", "first"));

        _server.Answer = new(SmtpReplyCode.TransactionFailed, answer);
        await NotifyAsync("second");
        await DrainAsync(later: TimeSpan.FromMinutes(2));

        Assert.Equal("failed", await LedgerAsync("state", "second"));

        _server.Answer = SmtpResponse.Ok;
        await NotifyAsync("third");
        await DrainAsync();
        Assert.Equal("accepted", await LedgerAsync("state", "third"));
    }

    [Fact]
    public async Task A_server_that_never_answers_leaves_an_unknown_mail_that_is_not_repeated()
    {
        _server.Delay = TimeSpan.FromSeconds(5);
        await NotifyAsync("first");
        await DrainAsync();
        await platform.DataSource.SqlAsync("update jobs_queue_job set state = 'pending'");
        await DrainAsync();

        Assert.Equal("unknown", await LedgerAsync("state", "first"));
    }

    [Fact]
    public async Task A_server_that_is_away_is_tried_again()
    {
        await _server.DisposeAsync();
        await NotifyAsync("first");
        await DrainAsync();

        Assert.Equal("planned|provider", await LedgerAsync("state || '|' || reason", "first"));
    }

    [Fact]
    public async Task A_channel_that_was_turned_off_after_the_planning_sends_nothing_and_loses_nothing()
    {
        await NotifyAsync("first");
        await using (var off = platform.Build())
            await new TestJobs(off).DrainAsync(ct: Ct);
        Assert.Equal("planned|provider", await LedgerAsync("state || '|' || reason", "first"));

        await DrainAsync(later: TimeSpan.FromHours(2));
        Assert.Equal("accepted", await LedgerAsync("state", "first"));
    }

    [Fact]
    public async Task A_digest_keeps_within_the_budget_too()
    {
        await using var services = Build(("Mail:DailyRecipients", "1"));
        var bikram = await platform.UserAsync("Bikram");
        await platform.Memberships.JoinAsync(bikram, _rowing, Ct);
        await NotifyAsync("first");
        await new TestJobs(services).DrainAsync(ct: Ct);
        await platform.DataSource.SqlAsync(
            "insert into notifications_delivery (notification_id, channel, recipient_id, state) select notification_id, 'email', $2, 'held' "
            + "from notifications_delivery where channel = 'email' and recipient_id = $1", _asha, bikram);

        var handler = ActivatorUtilities.CreateInstance<SendDigestHandler>(services);
        await Assert.ThrowsAsync<Bits.Jobs.SnoozeJobException>(
            () => handler.HandleAsync(new(1, new(bikram, TimeProvider.System.GetUtcNow()), "default", 1, 1, 1, default), Ct));

        Assert.Single(_server.Mails);
        Assert.Equal("held", await platform.DataSource.ValueAsync<string>(
            "select state from notifications_delivery where channel = 'email' and recipient_id = $1", bikram));
    }

    [Fact]
    public async Task Connections_are_kept_for_the_next_mail()
    {
        for (var i = 0; i < 10; i++)
            await NotifyAsync($"mail {i}");
        await DrainAsync();

        Assert.Equal(10, _server.Mails.Count);
        Assert.InRange(_server.Connections, 1, 5); // one of them is the test's own
    }

    [Fact]
    public async Task A_decision_about_a_member_cannot_be_unsubscribed_from_and_a_member_chooses_the_rest()
    {
        var settings = await TestPlatform.CallAsync(_services, _asha, "notifications.v1/GetSettings", new { });
        var kinds = settings.GetProperty("kinds").EnumerateArray().ToDictionary(k => k.GetProperty("kind").GetString()!);

        string? Mode(string kind) => kinds[kind].GetProperty("modes").EnumerateArray()
            .Single(m => m.GetProperty("channel").GetString() == "email").GetProperty("mode").GetString();

        Assert.True(kinds["moderation.decided"].GetProperty("isRequired").GetBoolean());
        Assert.Equal("digest", Mode("groups.notify_post"));
        Assert.Equal("now", Mode("posts.mention"));
        foreach (var (kind, channel, mode, field) in new[]
        {
            ("moderation.decided", "email", "off", "off"), ("posts.mention", "in_app", "digest", "digest"),
            ("posts.mention", "pigeon", "now", "channel"), ("posts.nothing", "email", "now", "now"),
        })
        {
            var request = new Dictionary<string, object> { ["channel"] = channel, [mode] = new[] { kind } };
            var fault = await Assert.ThrowsAsync<FaultException>(
                () => TestPlatform.CallAsync(_services, _asha, "notifications.v1/SetPreferences", request));
            Assert.Equal(field, Assert.Single(fault.Fields).Field);
        }
    }

    [Theory]
    [InlineData("timeZone", "Mars/Olympus", "22:00", "07:00")]
    [InlineData("quietUntil", "Asia/Kolkata", "22:00", null)]
    [InlineData("quietUntil", "Asia/Kolkata", "22:00", "22:00")]
    public async Task Settings_that_make_no_sense_are_refused(string field, string timeZone, string? quietFrom, string? quietUntil) =>
        Assert.Equal(field, Assert.Single((await platform.FaultAsync(_asha, "notifications.v1/SetSettings", new
        {
            language = "english",
            timeZone,
            quietFrom,
            quietUntil,
            digest = "daily",
            digestHour = 8,
            digestDay = "monday",
        })).Fields).Field);

    [Fact]
    public async Task Each_member_reads_their_own_language()
    {
        await TestPlatform.CallAsync(_services, _asha, "notifications.v1/SetSettings", new
        {
            language = "hindi",
            timeZone = "Asia/Kolkata",
            digest = "daily",
            digestHour = 8,
            digestDay = "monday",
        });
        await NotifyAsync("शीर्षक");
        await DrainAsync();

        Assert.Contains("चुनें कि आपको क्या मिले", Assert.Single(_server.Mails).TextBody, StringComparison.Ordinal);
        Assert.Contains("lang=\"hi\"", _server.Mails[0].HtmlBody, StringComparison.Ordinal);
    }

    static RequestOrigin Origin => RequestOrigin.Of(RequestOrigin.Http);

    ServiceProvider Build(params (string Key, string Value)[] settings) => TestPlatform.BuildOver(
        platform.DataSource,
        [
            .. settings, ("Mail:Host", "127.0.0.1"), ("Mail:Port", $"{_server.Port}"), ("Mail:Security", "None"),
            ("Mail:From", "BITS Alumni <no-reply@example.org>"), ("Mail:PublicAddress", "https://alumni.example.org/"),
            ("Mail:Timeout", "00:00:02"), ("Mail:DkimPrivateKey", _dkim.ExportPkcs8PrivateKeyPem()), ("Mail:DkimDomain", "example.org"),
            ("Mail:DkimSelector", "bits"),
        ]);

    async Task<Guid> NotifyAsync(string title, string body = "A body")
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await _services.GetRequiredService<Notifier>().NotifyAsync(
            db, TestNotification.Of($"{_rowing}|{title}", _rowing, title, body), [_asha], Ct);
        await tx.CommitAsync(Ct);
        return await platform.DataSource.ValueAsync<Guid>("select id from notifications_notification where subject_id = $1", $"{_rowing}|{title}");
    }

    Task DrainAsync(TimeSpan later = default) =>
        new TestJobs(_services).DrainAsync(asOf: later > TimeSpan.Zero ? TimeProvider.System.GetUtcNow() + later : null, ct: Ct);

    Task<string> LedgerAsync(string expression, string? title = null) => platform.DataSource.ValueAsync<string>(
        $"select ({expression})::text from notifications_delivery d join notifications_notification n on n.id = d.notification_id "
        + "where channel = 'email' and recipient_id = $1 and n.subject_id like $2", _asha, $"{_rowing}|{title ?? "%"}");

    sealed class PublishedKey(RSA key) : IDkimPublicKeyLocator
    {
        public AsymmetricKeyParameter LocatePublicKey(string methods, string domain, string selector, CancellationToken cancellationToken = default)
        {
            Assert.Equal(("example.org", "bits"), (domain, selector));
            return PublicKeyFactory.CreateKey(key.ExportSubjectPublicKeyInfo());
        }

        public Task<AsymmetricKeyParameter> LocatePublicKeyAsync(
            string methods, string domain, string selector, CancellationToken cancellationToken = default) =>
            Task.FromResult(LocatePublicKey(methods, domain, selector, cancellationToken));
    }
}
