using System.Text.Json;
using System.Text.RegularExpressions;
using Bits.Jobs;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Features.Directory;
using Bits.Platform.Features.Directory.Claiming;
using Bits.Platform.Features.People;
using Bits.Platform.Features.SigningIn;
using Bits.Platform.Features.SigningIn.Linking;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Tests.Features.Directory;

/// <summary>A person whose account has an old address gets it back: by a proved new one, and a coordinator.</summary>
public sealed partial class AddressClaimsTests(TestPlatform platform) : IClassFixture<TestPlatform>, IAsyncLifetime
{
    TestMailServer _server = null!;
    ServiceProvider _services = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static RequestOrigin Origin => RequestOrigin.Of(RequestOrigin.Http);

    AddressClaims Claims => _services.GetRequiredService<AddressClaims>();

    public async ValueTask InitializeAsync()
    {
        _server = await TestMailServer.StartAsync(Ct);
        _services = platform.Build(
            ("Mail:Host", "127.0.0.1"), ("Mail:Port", $"{_server.Port}"), ("Mail:Security", "None"), ("Mail:From", "no-reply@example.org"));
        await platform.DataSource.SqlAsync("truncate jobs_queue_job, directory_claim, accounts_login_link");
        await platform.DataSource.SqlAsync("update directory_entry set is_listed = false, xid = pg_current_xact_id()"); // people of other tests
    }

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_approved_claim_moves_the_address_ends_all_sessions_and_tells_both_mailboxes()
    {
        var (asha, old) = await PersonAsync("Asha Rao");
        var session = await BeginSessionAsync(asha);
        var (coordinator, fresh) = (await OperatorAsync(), Address());
        var claim = await ConfirmedAsync("Asha Rao", fresh, "I rowed.");

        var listed = (await CallAsync(coordinator, "directory.v1/ListClaims", new { })).GetProperty("claims")[0];
        Assert.Equal(("Asha Rao", fresh, "I rowed."), (Text(listed, "name"), Text(listed, "email"), Text(listed, "message")));
        var candidate = Candidate(listed, asha);
        Assert.Equal((old, true, true), (Text(candidate, "email"), candidate.GetProperty("sharesName").GetBoolean(), candidate.GetProperty("sharesBatch").GetBoolean()));
        Assert.NotEqual(JsonValueKind.Null, candidate.GetProperty("lastSignInAt").ValueKind);

        await ApproveAsync(coordinator, claim, asha);
        await DrainAsync();

        Assert.Equal(fresh, await EmailAsync(asha));
        Assert.True(await platform.DataSource.ValueAsync<bool>("select ended_at is not null from accounts_session where id = $1", session));
        var mails = _server.Mails.Where(mail => mail.Subject != "Confirm your e-mail address").ToLookup(mail => mail.To.Mailboxes.Single().Address);
        Assert.Equal("Your account has another address now", Assert.Single(mails[old]).Subject);
        Assert.DoesNotContain(fresh, mails[old].Single().TextBody, StringComparison.Ordinal);
        Assert.Equal(["Your account has this address now", "Your sign-in link"], mails[fresh].Select(mail => mail.Subject).Order(StringComparer.Ordinal));
        Assert.Equal(coordinator, await platform.DataSource.ValueAsync<Guid>(
            "select actor_id from audit_event where action = 'directory.decide_claim' and target_id = $1", $"{claim}"));

        var link = Token.Match(mails[fresh].Single(mail => mail.Subject == "Your sign-in link").TextBody!).Groups[1].Value;
        Assert.NotNull(await _services.GetRequiredService<SignInMail>().SignInAsync(link, Origin, TimeSpan.FromHours(1), Ct));
    }

    [Fact]
    public async Task What_the_old_mailbox_was_sent_opens_nothing_any_more()
    {
        var (asha, old) = await PersonAsync("Asha Rao");
        var (signIn, links) = (_services.GetRequiredService<SignInMail>(), _services.GetRequiredService<SignInClaims>());
        await signIn.RequestAsync(old, "/", Origin, Ct);
        await links.RequestAsync(new("https://id.example.org", $"thief-{asha}", old), Origin, Ct);
        await DrainAsync();
        var tokens = _server.Mails.Select(mail => Token.Match(mail.TextBody!).Groups[1].Value).ToList();

        await ApproveAsync(await OperatorAsync(), await ConfirmedAsync("Asha Rao", Address()), asha);

        Assert.Equal(2, tokens.Count);
        foreach (var token in tokens)
        {
            Assert.Null(await signIn.FindAccountAsync(token, Origin, Ct));
            Assert.Null(await signIn.SignInAsync(token, Origin, TimeSpan.FromHours(1), Ct));
            Assert.Equal(ClaimOutcome.Over, await links.ConfirmAsync(token, Origin, Ct));
        }
    }

    [Fact]
    public async Task A_sign_in_by_an_old_link_at_the_moment_of_the_approval_leaves_no_session()
    {
        var coordinator = await OperatorAsync();
        for (var round = 0; round < Cases.Of(60); round++)
        {
            var (asha, old) = await PersonAsync("Asha Rao");
            var claim = await ConfirmedAsync("Asha Rao", Address());
            string token;
            await using (var db = await platform.DataSource.OpenConnectionAsync(Ct))
                token = await Sessions.AddLinkAsync(db, asha, old, TimeSpan.FromMinutes(15), Ct);

            await Task.WhenAll(
                ApproveAsync(coordinator, claim, asha),
                _services.GetRequiredService<SignInMail>().SignInAsync(token, Origin, TimeSpan.FromHours(1), Ct));

            Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
                "select count(*) from accounts_session where user_id = $1 and ended_at is null", asha));
        }
    }

    [Fact]
    public async Task A_rejected_claim_tells_the_claimant_why_and_changes_no_account()
    {
        var (asha, old) = await PersonAsync("Asha Rao");
        var (coordinator, fresh) = (await OperatorAsync(), Address());
        var claim = await ConfirmedAsync("Asha Rao", fresh);

        var answer = await CallAsync(coordinator, "directory.v1/DecideClaim", new { claimId = claim, decision = "reject", reason = "The roll number is another's." });
        await DrainAsync();

        Assert.Equal("rejected", Text(answer, "state"));
        Assert.Equal(old, await EmailAsync(asha));
        var mail = _server.Mails[^1];
        Assert.Equal((fresh, true), (mail.To.Mailboxes.Single().Address, mail.TextBody!.Contains("The roll number is another's.", StringComparison.Ordinal)));
        var decided = (await CallAsync(coordinator, "directory.v1/ListClaims", new { decided = true })).GetProperty("claims")[0];
        Assert.Equal("The roll number is another's.", Text(decided.GetProperty("decision"), "reason"));
    }

    [Fact]
    public async Task Of_two_coordinators_at_once_one_decides()
    {
        var (one, two) = (await OperatorAsync(), await OperatorAsync());
        for (var round = 0; round < Cases.Of(60); round++)
        {
            var ((asha, _), (other, _)) = (await PersonAsync("Asha Rao"), await PersonAsync("Asha Rao"));
            var (claim, before) = (await ConfirmedAsync("Asha Rao", Address()), await JobsAsync());

            var outcomes = await Task.WhenAll(
                OutcomeAsync(one, claim, asha), OutcomeAsync(two, claim, other), OutcomeAsync(two, claim, person: null));

            Assert.Equal(2, outcomes.Count(outcome => outcome == "claim_not_waiting"));
            var moved = await platform.DataSource.ValueAsync<long>(
                "select count(*) from accounts_user u join directory_claim c on c.email = u.email where c.id = $1", claim);
            Assert.Equal(outcomes.Contains("approved") ? 1L : 0L, moved);
            Assert.Equal(outcomes.Contains("approved") ? 3L : 1L, await JobsAsync() - before);
        }
    }

    [Fact]
    public async Task An_address_that_was_taken_meanwhile_goes_to_one_account_only()
    {
        var (asha, old) = await PersonAsync("Asha Rao");
        var (coordinator, fresh) = (await OperatorAsync(), Address());
        var claim = await ConfirmedAsync("Asha Rao", fresh);
        await using (var db = await platform.DataSource.OpenConnectionAsync(Ct))
            await platform.Get<AccountDirectory>().UpsertAsync(db, [new(fresh, "Bikram", 2018)], Ct);

        Assert.Equal("email_taken", await OutcomeAsync(coordinator, claim, asha));

        Assert.Equal(old, await EmailAsync(asha));
        Assert.Equal("waiting", await platform.DataSource.ValueAsync<string>("select state from directory_claim where id = $1", claim));
    }

    [Fact]
    public async Task A_coordinator_decides_on_no_claim_of_their_own_and_only_an_administrator_on_that_of_an_operator()
    {
        var ((coordinator, own), admin) = (await PersonAsync("Omkar", "operator"), await OperatorAsync("admin"));
        var (other, _) = await PersonAsync("Asha Rao", "viewer");
        var claim = await ConfirmedAsync("Asha Rao", Address());

        Assert.Equal("oneself", await OutcomeAsync(coordinator, claim, coordinator));
        Assert.Equal("claim_of_an_operator", await OutcomeAsync(coordinator, claim, other));
        Assert.Equal("approved", await OutcomeAsync(admin, claim, other));

        await platform.DataSource.SqlAsync(
            "insert into directory_claim (id, name, batch, email, state, confirmed_at) values ($1, 'Omkar', 2018, $2, 'waiting', now())", claim = Guid.CreateVersion7(), own);
        Assert.Equal("oneself", await OutcomeAsync(coordinator, claim, person: null));
    }

    [Fact]
    public async Task The_request_does_the_same_work_whether_or_not_such_a_person_exists_and_the_queue_tells_nothing()
    {
        var (_, old) = await PersonAsync("Zainab Quadros");
        const string rows = """
            select (select count(*) from jobs_queue_job) || ' ' || (select count(*) from directory_claim) || ' '
                || (select count(*) from audit_event where action = 'directory.request_claim')
            """;
        var before = await CountsAsync();

        await Claims.RequestAsync(new("Zainab Quadros", 2018, Address(), "known"), Origin, Ct);
        var known = await CountsAsync();
        await Claims.RequestAsync(new("Xerxes Nemo", 1950, Address(), "unknown"), Origin, Ct);
        var unknown = await CountsAsync();
        await Claims.RequestAsync(new("Zainab Quadros", 2018, old, "taken"), Origin, Ct);
        var taken = await CountsAsync();

        Assert.Equal([1, 1, 1], known.Zip(before, (after, earlier) => after - earlier));
        Assert.Equal([1, 1, 1], unknown.Zip(known, (after, earlier) => after - earlier));
        Assert.Equal([1, 1, 1], taken.Zip(unknown, (after, earlier) => after - earlier));
        Assert.False(await platform.DataSource.ValueAsync<bool>(
            "select exists (select from jobs_queue_job j where j::text like '%example.org%' or j::text like '%Zainab%')"));

        async Task<int[]> CountsAsync() =>
            [.. (await platform.DataSource.ValueAsync<string>(rows)).Split(' ').Select(n => int.Parse(n, System.Globalization.CultureInfo.InvariantCulture))];
    }

    [Fact]
    public async Task Only_the_mailbox_learns_that_its_address_has_an_account()
    {
        var (_, old) = await PersonAsync("Asha Rao");
        await Claims.RequestAsync(new("Asha Rao", 2018, $" {old.ToUpperInvariant()} ", null), Origin, Ct);
        await DrainAsync();

        var mail = Assert.Single(_server.Mails);
        Assert.Equal((old, "You have an account already"), (mail.To.Mailboxes.Single().Address, mail.Subject));
        Assert.DoesNotMatch(Token, mail.TextBody);
    }

    [Fact]
    public async Task A_mail_to_a_stranger_has_no_word_of_the_claimant_and_comes_once_in_ten_minutes()
    {
        var stranger = Address();
        await Claims.RequestAsync(new("Buy watches", 2018, stranger, "https://evil.example"), Origin, Ct);
        await Claims.RequestAsync(new("Buy watches", 2018, stranger, "https://evil.example"), Origin, Ct);
        await DrainAsync();

        var mail = Assert.Single(_server.Mails);
        Assert.DoesNotContain("watches", mail.TextBody, StringComparison.Ordinal);
        Assert.DoesNotContain("evil", mail.TextBody, StringComparison.Ordinal);
        Assert.Equal(1L, await platform.DataSource.ValueAsync<long>("select count(*) from directory_claim"));
    }

    [Fact]
    public async Task A_link_is_good_once_and_for_a_day_and_one_claim_of_an_address_waits()
    {
        var fresh = Address();
        var late = await AskAsync("Asha Rao", fresh);
        await platform.DataSource.SqlAsync("update directory_claim set expires_at = expires_at - interval '24 hours'");
        Assert.Equal(AddressClaimOutcome.Over, await Claims.ConfirmAsync(late, Origin, Ct));
        Assert.Null(await Claims.FindAsync(late, Ct));

        var first = await AskAsync("Asha Rao", fresh);
        var second = await AskAsync("Asha Iyer", fresh);
        Assert.Equal(AddressClaimOutcome.Waiting, await Claims.ConfirmAsync(first, Origin, Ct));
        Assert.Null(await Claims.FindAsync(first, Ct));
        Assert.Equal(AddressClaimOutcome.WaitingAlready, await Claims.ConfirmAsync(second, Origin, Ct));
    }

    [Theory]
    [InlineData("name", " ", 2018, "asha@example.org", null)]
    [InlineData("batch", "Asha", 18, "asha@example.org", null)]
    [InlineData("email", "Asha", 2018, "asha", null)]
    [InlineData("message", "Asha", 2018, "asha@example.org", "a\0b")]
    public async Task What_is_no_claim_is_refused_by_its_field(string field, string name, int batch, string email, string? message)
    {
        var fault = await Assert.ThrowsAsync<FaultException>(() => Claims.RequestAsync(new(name, batch, email, message), Origin, Ct));

        Assert.Equal(FaultCode.InvalidArgument, fault.Code);
        Assert.Contains(field, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Candidates_are_of_the_batch_with_a_word_of_the_name_or_of_any_batch_with_all_of_it()
    {
        var ((exact, _), (sounds, _), (elder, _), (part, _), (other, _)) = (
            await PersonAsync("Lakshmi Quokka"), await PersonAsync("Laxmi Quokka"), await PersonAsync("Lakshmi Quokka", batch: 1999),
            await PersonAsync("Meera Quokka"), await PersonAsync("Meera Quokka", batch: 1999));
        await ConfirmedAsync("Lakshmi Quokka", Address());

        var listed = (await CallAsync(await OperatorAsync(), "directory.v1/ListClaims", new { })).GetProperty("claims")[0];

        var found = listed.GetProperty("candidates").EnumerateArray().Select(person => person.GetProperty("userId").GetGuid()).ToList();
        Assert.Equal([exact, sounds, elder, part], found);
        Assert.DoesNotContain(other, found);
    }

    [Fact]
    public async Task Decided_and_unconfirmed_claims_are_forgotten_after_thirty_days_and_waiting_ones_stay()
    {
        await platform.DataSource.SqlAsync(
            """
            insert into directory_claim (id, name, batch, email, state, asked_at, confirmed_at, decided_at, decided_by, reason)
            select gen_random_uuid(), s.state || ' ' || d.days, 2018, s.state || d.days || '@example.org', s.state, now() - make_interval(days => d.days),
                   case when s.state <> 'unconfirmed' then now() - make_interval(days => d.days) end,
                   case when s.state = 'rejected' then now() - make_interval(days => d.days) end,
                   case when s.state = 'rejected' then gen_random_uuid() end, case when s.state = 'rejected' then 'no' end
            from unnest(array['unconfirmed', 'waiting', 'rejected']) as s (state), unnest(array[29, 31]) as d (days)
            """);

        await _services.GetRequiredService<JobQueue>().EnqueueAsync(new ForgetClaims(), DirectoryJson.Default.ForgetClaims, ct: Ct);
        await DrainAsync();

        Assert.Equal(
            "rejected 29, unconfirmed 29, waiting 29, waiting 31",
            await platform.DataSource.ValueAsync<string>("select string_agg(name, ', ' order by name) from directory_claim"));
    }

    [Fact]
    public async Task A_proof_of_the_old_address_verifies_no_more_and_an_erasure_takes_the_claim_along()
    {
        var (asha, _) = await PersonAsync("Asha Rao");
        await platform.DataSource.SqlAsync("insert into directory_verification (user_id, level) values ($1, 'email_domain'), ($1, 'institute')", asha);
        await ApproveAsync(await OperatorAsync(), await ConfirmedAsync("Asha Rao", Address()), asha);
        Assert.Equal("institute", await platform.DataSource.ValueAsync<string>("select string_agg(level, ' ') from directory_verification where user_id = $1", asha));

        await platform.Get<PersonErasure>().RunAsync(asha, Ct);

        Assert.Equal(0L, await platform.DataSource.ValueAsync<long>(
            "select (select count(*) from directory_claim) + (select count(*) from directory_verification where user_id = $1)", asha));
    }

    static string Address() => $"new.{Guid.CreateVersion7():N}@example.org";

    static string? Text(JsonElement element, string name) => element.GetProperty(name).GetString();

    static JsonElement Candidate(JsonElement claim, Guid person) =>
        claim.GetProperty("candidates").EnumerateArray().Single(candidate => candidate.GetProperty("userId").GetGuid() == person);

    async Task<(Guid Id, string Email)> PersonAsync(string name, string? role = null, int batch = 2018)
    {
        var email = $"old.{Guid.CreateVersion7():N}@example.org";
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        var id = (await platform.Get<AccountDirectory>().UpsertAsync(db, [new(email, name, batch)], Ct))[0].Id;
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = $2 where id = $1", id, (object?)role ?? DBNull.Value);
        return (id, email);
    }

    async Task<Guid> OperatorAsync(string role = "operator") => (await PersonAsync("Omkar", role)).Id;

    async Task<string> BeginSessionAsync(Guid person) => (await _services.GetRequiredService<Sessions>().BeginAsync(
        Identity.OfUser(person), Origin, TimeSpan.FromHours(1), Ct)).SessionId;

    // Asks, and returns the token of the mail. The key of earlier mails to the address is over.
    async Task<string> AskAsync(string name, string email, string? message = null)
    {
        await platform.DataSource.SqlAsync("delete from jobs_queue_job where kind = 'directory.mail_claim'");
        await Claims.RequestAsync(new(name, 2018, email, message), Origin, Ct);
        await DrainAsync();
        return Token.Match(_server.Mails.Last(mail => mail.To.Mailboxes.Single().Address == email).TextBody!).Groups[1].Value;
    }

    async Task<Guid> ConfirmedAsync(string name, string email, string? message = null)
    {
        var token = await AskAsync(name, email, message);
        Assert.Equal((name, email), ((await Claims.FindAsync(token, Ct))!.Name, email));
        Assert.Equal(AddressClaimOutcome.Waiting, await Claims.ConfirmAsync(token, Origin, Ct));
        return await platform.DataSource.ValueAsync<Guid>("select id from directory_claim where email = $1 and state = 'waiting'", email);
    }

    Task<JsonElement> ApproveAsync(Guid coordinator, Guid claim, Guid person) => CallAsync(
        coordinator, "directory.v1/DecideClaim", new { claimId = claim, decision = "approve", personId = person, reason = "knows the roll number" });

    // The state after the decision, or the reason of its refusal.
    async Task<string?> OutcomeAsync(Guid coordinator, Guid claim, Guid? person)
    {
        try
        {
            return Text(person is { } id
                ? await ApproveAsync(coordinator, claim, id)
                : await CallAsync(coordinator, "directory.v1/DecideClaim", new { claimId = claim, decision = "reject", reason = "unknown" }), "state");
        }
        catch (FaultException fault)
        {
            return fault.Reason;
        }
    }

    Task<JsonElement> CallAsync(Guid user, string method, object request) => TestPlatform.CallAsync(_services, user, method, request);

    Task<string> EmailAsync(Guid person) => platform.DataSource.ValueAsync<string>("select email from accounts_user where id = $1", person);

    Task<long> JobsAsync() => platform.DataSource.ValueAsync<long>("select count(*) from jobs_queue_job where kind <> 'directory.mail_claim'");

    Task DrainAsync() => _services.GetRequiredService<JobWorker>().DrainAsync(Ct);

    [GeneratedRegex("token=([0-9a-f]{64})")]
    static partial Regex Token { get; }
}
