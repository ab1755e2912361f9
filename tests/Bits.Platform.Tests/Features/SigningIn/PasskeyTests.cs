using System.Text.Json;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.SigningIn.Passkeys;
using Bits.Platform.Rpc;
using Bits.Platform.Audit;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Tests.Features.SigningIn;

/// <summary>A passkey signs its owner in, and nothing that only looks like one does.</summary>
public sealed class PasskeyTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    static RequestOrigin Origin => RequestOrigin.Of(RequestOrigin.Http);

    [Fact]
    public async Task A_passkey_signs_in_with_two_factors_and_leaves_an_event()
    {
        using var passkey = new TestPasskey();
        var asha = await platform.UserAsync("Asha");
        var id = await AddAsync(asha, passkey);

        Assert.NotNull(await SignInAsync(passkey, asha));

        Assert.Equal(asha, await platform.DataSource.ValueAsync<Guid>("select user_id from accounts_session where amr @> '{mfa,swk,user}' order by created_at desc limit 1"));
        Assert.True(await platform.DataSource.ValueAsync<bool>(
            "select exists (select from audit_event where action = 'accounts.sign_in' and target_id = $1::text and changes ->> 'passkey' like '%' || $2 || '%')", $"{asha}", $"{id}"));
        var listed = Assert.Single((await ListAsync(asha)).EnumerateArray());
        Assert.Equal("Phone", listed.GetProperty("name").GetString());
        Assert.NotEqual(JsonValueKind.Null, listed.GetProperty("lastUsedAt").ValueKind);
        Assert.Equal(["internal"], await platform.DataSource.ValueAsync<string[]>("select transports from sign_in_passkey where id = $1", id));
    }

    [Fact]
    public async Task An_answer_is_good_once_for_its_browser_and_for_five_minutes()
    {
        using var passkey = new TestPasskey();
        var asha = await platform.UserAsync("Asha");
        await AddAsync(asha, passkey);
        var (first, second) = (await BeginAsync(), await BeginAsync());

        Assert.Null(await FinishAsync(second.Token, passkey.Get(first.Challenge, asha)));
        Assert.Null(await FinishAsync("", passkey.Get(first.Challenge, asha)));
        var answer = passkey.Get(first.Challenge, asha);
        Assert.NotNull(await FinishAsync(first.Token, answer));
        Assert.Null(await FinishAsync(first.Token, answer));

        var late = await BeginAsync();
        await platform.DataSource.SqlAsync("update sign_in_challenge set expires_at = expires_at - interval '5 minutes'");
        Assert.Null(await FinishAsync(late.Token, passkey.Get(late.Challenge, asha)));
    }

    [Theory]
    [InlineData("https://evil.example", "alumni.example.org", true)]
    [InlineData("https://alumni.example.org.evil.example", "alumni.example.org", true)]
    [InlineData("http://alumni.example.org", "alumni.example.org", true)]
    [InlineData("https://alumni.example.org:8443", "alumni.example.org", true)]
    [InlineData("null", "alumni.example.org", true)]
    [InlineData("https://alumni.example.org", "evil.example", true)]
    [InlineData("https://alumni.example.org", "example.org", true)]
    [InlineData("https://alumni.example.org", "alumni.example.org", false)]
    public async Task Another_site_and_a_user_who_was_not_checked_are_refused(string origin, string site, bool verifies)
    {
        using var passkey = new TestPasskey();
        var asha = await platform.UserAsync("Asha");
        await AddAsync(asha, passkey);
        (passkey.At, passkey.SiteId, passkey.Verifies) = (origin, site, verifies);

        Assert.Null(await SignInAsync(passkey, asha));
        using var other = new TestPasskey { At = origin, SiteId = site, Verifies = verifies };
        var fault = await platform.FaultAsync(asha, "signin.v1/AddPasskey", other.Create(await AskAsync(asha)));
        Assert.Equal("attestation", Assert.Single(fault.Fields).Field);
    }

    [Fact]
    public async Task A_passkey_signs_in_no_other_account_and_a_foreign_signature_is_no_answer()
    {
        using var passkey = new TestPasskey();
        using var thief = new TestPasskey();
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var id = await AddAsync(asha, passkey);
        await AddAsync(bikram, thief);

        Assert.Null(await SignInAsync(passkey, bikram));
        var challenge = await BeginAsync();
        var forged = thief.Get(challenge.Challenge, asha);
        forged["credentialId"] = passkey.IdText;
        Assert.Null(await FinishAsync(challenge.Token, forged));
        Assert.Null(await SignInAsync(thief, asha));
        var create = await BeginAsync();
        Assert.Null(await FinishAsync(create.Token, passkey.Get(create.Challenge, asha, "webauthn.create")));

        Assert.Equal(["not_valid", "not_valid", "user_handle"], await RefusalsAsync(asha));
        Assert.Equal("passkey_not_found", (await platform.FaultAsync(bikram, "signin.v1/RemovePasskey", new { passkeyId = id })).Reason);
        Assert.Equal("passkey_not_found", (await platform.FaultAsync(bikram, "signin.v1/RenamePasskey", new { passkeyId = id, name = "Mine" })).Reason);
        Assert.Equal("passkey_exists", (await platform.FaultAsync(bikram, "signin.v1/AddPasskey", passkey.Create(await AskAsync(bikram)))).Reason);
    }

    [Theory]
    [InlineData(5u, 4u, false)]
    [InlineData(5u, 5u, false)]
    [InlineData(5u, 0u, false)]
    [InlineData(5u, 6u, true)]
    [InlineData(0u, 0u, true)]
    public async Task A_counter_that_does_not_grow_is_refused_and_leaves_an_event(uint before, uint then, bool isGood)
    {
        using var passkey = new TestPasskey { Count = before };
        var asha = await platform.UserAsync("Asha");
        await AddAsync(asha, passkey);
        passkey.Count = unchecked(then - 1);

        var session = await SignInAsync(passkey, asha);

        Assert.Equal(isGood, session is not null);
        Assert.Equal(isGood ? [] : ["counter"], await RefusalsAsync(asha));
    }

    [Fact]
    public async Task Of_two_uses_of_one_count_at_once_one_is_refused()
    {
        using var passkey = new TestPasskey();
        var asha = await platform.UserAsync("Asha");
        await AddAsync(asha, passkey);
        var (first, second) = (await BeginAsync(), await BeginAsync());
        var one = passkey.Get(first.Challenge, asha);
        passkey.Count--;
        var copy = passkey.Get(second.Challenge, asha);

        var sessions = await Task.WhenAll(FinishAsync(first.Token, one), FinishAsync(second.Token, copy));

        Assert.Single(sessions, session => session is not null);
        Assert.Equal(["counter"], await RefusalsAsync(asha));
    }

    [Fact]
    public async Task A_challenge_adds_once_for_its_user_and_its_session()
    {
        using var passkey = new TestPasskey();
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        var asked = await AskAsync(asha);

        Assert.Equal("challenge_over", (await platform.FaultAsync(bikram, "signin.v1/AddPasskey", passkey.Create(asked))).Reason);
        await platform.DataSource.SqlAsync("update sign_in_challenge set session_id = 'browser:another' where user_id = $1", asha);
        Assert.Equal("challenge_over", (await platform.FaultAsync(asha, "signin.v1/AddPasskey", passkey.Create(asked))).Reason);
        await platform.DataSource.SqlAsync("update sign_in_challenge set session_id = null where user_id = $1", asha);
        await platform.CallAsync(asha, "signin.v1/AddPasskey", passkey.Create(asked));
        Assert.Equal("challenge_over", (await platform.FaultAsync(asha, "signin.v1/AddPasskey", passkey.Create(asked))).Reason);

        var foreign = await BeginAsync(); // of a sign-in
        var mixed = JsonSerializer.SerializeToElement(new { challengeId = foreign.Token, challenge = foreign.Challenge });
        Assert.Equal("challenge_over", (await platform.FaultAsync(asha, "signin.v1/AddPasskey", passkey.Create(mixed))).Reason);
    }

    [Fact]
    public async Task An_account_has_twenty_passkeys_at_most()
    {
        var asha = await platform.UserAsync("Asha");
        await platform.DataSource.SqlAsync(
            """
            insert into sign_in_passkey (id, user_id, credential_id, public_key, sign_count, transports, name)
            select gen_random_uuid(), $1, uuid_send(gen_random_uuid()), '\x00', 0, '{}', 'Key ' || n from generate_series(1, 19) n
            """, asha);
        using var twentieth = new TestPasskey();
        using var more = new TestPasskey();
        await AddAsync(asha, twentieth);

        var fault = await platform.FaultAsync(asha, "signin.v1/AddPasskey", more.Create(await AskAsync(asha)));

        Assert.Equal((FaultCode.ResourceExhausted, "too_many_passkeys"), (fault.Code, fault.Reason));
        Assert.Contains("20", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_removed_passkey_and_one_of_a_disabled_account_sign_in_no_more()
    {
        using var passkey = new TestPasskey();
        using var other = new TestPasskey();
        var (asha, bikram) = (await platform.UserAsync("Asha"), await platform.UserAsync("Bikram"));
        await using var withMail = platform.Build(("Mail:Host", "127.0.0.1"), ("Mail:From", "no-reply@example.org"));
        var id = await AddAsync(asha, passkey);
        await AddAsync(bikram, other);

        await TestPlatform.CallAsync(withMail, asha, "signin.v1/RemovePasskey", new { passkeyId = id });
        await platform.DataSource.SqlAsync("update accounts_user set disabled_at = now() where id = $1", bikram);

        Assert.Null(await SignInAsync(passkey, asha));
        Assert.Null(await SignInAsync(other, bikram));
        Assert.Equal(["account_disabled"], await RefusalsAsync(bikram));
    }

    [Fact]
    public async Task The_last_way_in_stays_where_no_mail_is_sent()
    {
        using var passkey = new TestPasskey();
        using var second = new TestPasskey();
        var asha = await platform.UserAsync("Asha");
        var (one, two) = (await AddAsync(asha, passkey), await AddAsync(asha, second));

        await platform.CallAsync(asha, "signin.v1/RemovePasskey", new { passkeyId = one });

        Assert.Equal("last_way_in", (await platform.FaultAsync(asha, "signin.v1/RemovePasskey", new { passkeyId = two })).Reason);
        await platform.DataSource.SqlAsync(
            "insert into accounts_linked_sign_in (id, issuer, subject, user_id, label) values (gen_random_uuid(), 'https://id.example.org', $1::text, $2, 'asha')", $"{asha}", asha);
        await platform.CallAsync(asha, "signin.v1/RemovePasskey", new { passkeyId = two });
        var link = await platform.DataSource.ValueAsync<Guid>("select id from accounts_linked_sign_in where user_id = $1", asha);
        Assert.Equal("last_way_in", (await platform.FaultAsync(asha, "signin.v1/RemoveLinkedSignIn", new { signInId = link })).Reason);
    }

    [Theory]
    [InlineData("credentialId", "")]
    [InlineData("clientData", "!!")]
    [InlineData("signature", null)]
    [InlineData("userHandle", "x=y")]
    public void A_field_that_is_no_bytes_is_named(string field, string? text)
    {
        string? Of(string name) => name == field ? text : "AAAA";

        var fault = Assert.Throws<FaultException>(() => PasskeyAnswer.Parse(
            Of("credentialId"), Of("clientData"), Of("authenticatorData"), Of("signature"), Of("userHandle")));

        Assert.Equal(field, Assert.Single(fault.Fields).Field);
    }

    [Fact]
    public async Task Bytes_of_strangers_are_refused_and_never_an_error()
    {
        using var passkey = new TestPasskey();
        var asha = await platform.UserAsync("Asha");
        await AddAsync(asha, passkey);
        var random = new Random(20261130);
        for (var i = 0; i < 60; i++)
        {
            var challenge = await BeginAsync();
            var answer = passkey.Get(challenge.Challenge, asha);
            var broken = new[] { "clientData", "authenticatorData", "signature" }[i % 3];
            var bytes = System.Buffers.Text.Base64Url.DecodeFromChars(answer[broken]);
            bytes[random.Next(bytes.Length)] ^= (byte)(1 << random.Next(8));
            answer[broken] = System.Buffers.Text.Base64Url.EncodeToString(i % 2 == 0 ? bytes : bytes.AsSpan(0, random.Next(1, bytes.Length)));
            Assert.Null(await FinishAsync(challenge.Token, answer));
        }

        foreach (var attestation in new[] { "oA", "o2Nm", "AAAA", "9__________w", new string('A', 4_000) })
        {
            var asked = await AskAsync(asha);
            var fault = await platform.FaultAsync(asha, "signin.v1/AddPasskey", new
            {
                challengeId = asked.GetProperty("challengeId").GetString(),
                name = "Odd",
                clientData = "e30",
                attestation,
            });
            Assert.Equal(FaultCode.InvalidArgument, fault.Code);
        }
    }

    [Theory]
    [InlineData("http://alumni.example.org/")]
    [InlineData("https://192.0.2.7/")]
    public async Task Without_a_name_and_tls_there_are_no_passkeys(string address)
    {
        await using var services = platform.Build(("Mail:PublicAddress", address));
        var asha = await platform.UserAsync("Asha");

        Assert.False(services.GetRequiredService<PasskeySignIn>().IsAvailable);
        var fault = await Assert.ThrowsAsync<FaultException>(() => TestPlatform.CallAsync(services, asha, "signin.v1/BeginPasskey", new { }));
        Assert.Equal("passkeys_are_off", fault.Reason);
    }

    [Fact]
    public async Task Adding_and_removing_ask_for_a_recent_sign_in()
    {
        var asha = await platform.UserAsync("Asha");
        foreach (var name in new[] { "signin.v1/BeginPasskey", "signin.v1/AddPasskey", "signin.v1/RemovePasskey", "signin.v1/RemoveLinkedSignIn" })
            Assert.True(platform.Get<RpcRegistry>().Get(name).Rules.StepUp, name);

        var fault = await Assert.ThrowsAsync<FaultException>(() => platform.Get<RpcPipeline>().InvokeAsync(
            platform.Get<RpcRegistry>().Get("signin.v1/BeginPasskey"), JsonSerializer.SerializeToElement(new { }), new(Identity.OfUser(asha), Origin), Ct));
        Assert.Equal("sign_in_again", fault.Reason);
    }

    Task<JsonElement> AskAsync(Guid user) => platform.CallAsync(user, "signin.v1/BeginPasskey", new { });

    async Task<Guid> AddAsync(Guid user, TestPasskey passkey) =>
        (await platform.CallAsync(user, "signin.v1/AddPasskey", passkey.Create(await AskAsync(user)))).GetProperty("passkeyId").GetGuid();

    async Task<JsonElement> ListAsync(Guid user) => (await platform.CallAsync(user, "signin.v1/ListPasskeys", new { })).GetProperty("passkeys");

    Task<PasskeyChallenge> BeginAsync() => platform.Get<PasskeySignIn>().BeginAsync(Origin, Ct);

    async Task<SessionSecret?> SignInAsync(TestPasskey passkey, Guid user)
    {
        var challenge = await BeginAsync();
        return await FinishAsync(challenge.Token, passkey.Get(challenge.Challenge, user));
    }

    Task<SessionSecret?> FinishAsync(string token, Dictionary<string, string> answer) => platform.Get<PasskeySignIn>().FinishAsync(
        token, PasskeyAnswer.Parse(answer["credentialId"], answer["clientData"], answer["authenticatorData"], answer["signature"], answer["userHandle"]),
        Origin, TimeSpan.FromHours(1), Ct);

    async Task<string[]> RefusalsAsync(Guid user) => await platform.DataSource.ValueAsync<string[]>(
        """
        select coalesce(array_agg(changes -> 'problem' ->> 'to' order by changes -> 'problem' ->> 'to'), '{}')
        from audit_event where action = 'signin.refuse_passkey' and target_id = $1::text
        """, $"{user}");
}
