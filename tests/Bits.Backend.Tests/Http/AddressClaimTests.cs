using System.Net;
using System.Text.RegularExpressions;
using Bits.Platform.Accounts;
using Bits.Platform.Features.People;
using Microsoft.Extensions.DependencyInjection;
using MimeKit;

namespace Bits.Backend.Tests.Http;

/// <summary>A person gets an account back that has an address of long ago: from the import to the signed-in member.</summary>
[Slow]
public sealed partial class AddressClaimTests : IAsyncLifetime
{
    readonly TestDatabase _database = new();
    TestMailServer _mail = null!;
    BackendProcess _backend = null!;
    HttpClient _browser = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _database.InitializeAsync();
        _mail = await TestMailServer.StartAsync(Ct);
        _backend = await BackendProcess.StartAsync(
            new Dictionary<string, string?>
            {
                ["ConnectionStrings__Bits"] = _database.ConnectionString,
                ["Mail__Host"] = "127.0.0.1",
                ["Mail__Port"] = $"{_mail.Port}",
                ["Mail__Security"] = "None",
                ["Mail__From"] = "BITS Alumni <no-reply@example.org>",
                ["Mail__PublicAddress"] = "https://alumni.example.org/",
            }, [], Ct);
        _browser = new(new HttpClientHandler { AllowAutoRedirect = false, CookieContainer = new() }) { BaseAddress = _backend.Http.BaseAddress };
    }

    public async ValueTask DisposeAsync()
    {
        _browser.Dispose();
        await _backend.DisposeAsync();
        await _mail.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task An_imported_person_with_an_old_address_becomes_a_member_who_is_signed_in()
    {
        await ImportAsync("Asha Rao,f2014123@goa.example.edu,2018,Goa");
        var coordinator = await OperatorAsync();

        using var signIn = await _browser.GetAsync("/sign-in", Ct);
        using var form = await _browser.GetAsync("/claim", Ct);
        using var asked = await AskAsync("Asha Rao", "asha@example.org");
        var token = Token.Match((await MailAsync("asha@example.org", "Confirm your e-mail address")).TextBody!).Groups[1].Value;
        using var seen = await _browser.GetAsync($"/claim/confirm?token={token}", Ct);
        using var scanned = await _browser.GetAsync($"/claim/confirm?token={token}", Ct);
        using var pressed = await PostAsync("/claim/confirm", ("token", token));
        using var again = await PostAsync("/claim/confirm", ("token", token));

        Assert.Contains("href=\"/claim\"", await signIn.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (form.StatusCode, asked.StatusCode));
        Assert.Contains("Asha Rao, batch of 2018", await seen.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.OK, HttpStatusCode.OK), (pressed.StatusCode, again.StatusCode));

        var claims = await _backend.PostAsync(coordinator, "directory.v1/ListClaims", new { }, Ct);
        var claim = claims.GetProperty("claims")[0];
        await _backend.PostAsync(coordinator, "directory.v1/DecideClaim", new
        {
            claimId = claim.GetProperty("claimId").GetGuid(),
            decision = "approve",
            personId = claim.GetProperty("candidates")[0].GetProperty("userId").GetGuid(),
            reason = "Knows the roll number.",
        }, Ct);
        await MailAsync("f2014123@goa.example.edu", "Your account has another address now");
        var link = Token.Match((await MailAsync("asha@example.org", "Your sign-in link")).TextBody!).Groups[1].Value;
        using var signedIn = await PostAsync("/login/mail", ("token", link), ("returnUrl", "/groups"));
        using var home = await _browser.GetAsync("/groups", Ct);

        Assert.Equal("/groups", signedIn.Headers.Location!.ToString());
        Assert.Contains("Asha Rao", await home.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_known_and_an_unknown_person_get_the_same_page()
    {
        await ImportAsync("Asha Rao,f2014123@goa.example.edu,2018,Goa");
        (string Name, string Email)[] claimants = [("Asha Rao", "new@example.org"), ("Xerxes Nemo", "other@example.org"), ("Asha Rao", "f2014123@goa.example.edu")];
        var pages = new List<string>();

        foreach (var (name, email) in claimants)
        {
            using var answer = await AskAsync(name, email);
            pages.Add($"{answer.StatusCode} {await answer.Content.ReadAsStringAsync(Ct)}");
        }

        Assert.Single(pages.Distinct());
        Assert.StartsWith("OK", pages[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_field_that_is_wrong_keeps_what_was_typed_and_another_site_can_do_nothing()
    {
        using var odd = await PostAsync("/claim", ("name", "Asha <b>Rao"), ("batch", "18"), ("email", "asha@example.org"), ("message", "I rowed."));
        using var foreign = await PostAsync("/claim", "cross-site", ("name", "Asha"), ("batch", "2018"), ("email", "asha@example.org"));
        using var confirmed = await PostAsync("/claim/confirm", "cross-site", ("token", "0"));
        var page = await odd.Content.ReadAsStringAsync(Ct);

        Assert.Equal(HttpStatusCode.BadRequest, odd.StatusCode);
        Assert.Contains("year of graduation", page, StringComparison.Ordinal);
        Assert.Contains("I rowed.", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.Equal((HttpStatusCode.Forbidden, HttpStatusCode.Forbidden), (foreign.StatusCode, confirmed.StatusCode));
    }

    [Fact]
    public async Task One_network_makes_so_many_claims_and_no_more()
    {
        var refused = 0;
        for (var i = 0; i < 15; i++)
        {
            using var answer = await AskAsync("Asha Rao", $"u{i}@example.org");
            refused += answer.StatusCode == HttpStatusCode.TooManyRequests ? 1 : 0;
        }

        Assert.InRange(refused, 2, 5);
    }

    async Task ImportAsync(string line)
    {
        await using var services = TestPlatform.BuildOver(_database.DataSource);
        using var text = new StringReader($"name,e-mail,batch,chapter\n{line}\n");
        await services.GetRequiredService<PeopleImport>().RunAsync(await PeopleFile.OpenAsync(text, Ct), dryRun: false, progress: null, Ct);
    }

    async Task<Guid> OperatorAsync()
    {
        await using var db = await _database.DataSource.OpenConnectionAsync(Ct);
        var id = (await new AccountDirectory().UpsertAsync(db, [new("omkar@example.org", "Omkar", 2010)], Ct))[0].Id;
        await _database.DataSource.SqlAsync("update accounts_user set platform_role = 'operator' where id = $1", id);
        return id;
    }

    // Waits for a mail of this subject to an address.
    async Task<MimeMessage> MailAsync(string to, string subject)
    {
        while (true)
        {
            if (_mail.Mails.FirstOrDefault(mail => mail.Subject == subject && mail.To.Mailboxes.Single().Address == to) is { } mail)
                return mail;

            await Task.Delay(50, Ct);
        }
    }

    Task<HttpResponseMessage> AskAsync(string name, string email) => PostAsync("/claim", ("name", name), ("batch", "2018"), ("email", email), ("message", "I rowed."));

    Task<HttpResponseMessage> PostAsync(string path, params (string Name, string Value)[] fields) => PostAsync(path, "same-origin", fields);

    async Task<HttpResponseMessage> PostAsync(string path, string site, params (string Name, string Value)[] fields)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path)
        {
            Content = new FormUrlEncodedContent(fields.Select(f => KeyValuePair.Create(f.Name, f.Value))),
            Headers = { { "Sec-Fetch-Site", site } },
        };
        return await _browser.SendAsync(request, Ct);
    }

    [GeneratedRegex("token=([0-9a-f]{64})")]
    static partial Regex Token { get; }
}
