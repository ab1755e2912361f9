using System.Text.Json;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Features.Directory.Verifying;
using Bits.Platform.Features.People;
using Bits.Platform.Features.SigningIn;
using Bits.Platform.Rpc;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Platform.Tests.Features.Directory;

/// <summary>What shows that a person is who they say, and what of it ends.</summary>
public sealed class VerificationTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_imported_person_is_verified_and_an_import_renews_no_ended_record()
    {
        var address = $"asha.{Guid.CreateVersion7():N}@example.org";
        await ImportAsync(address);
        var asha = await platform.DataSource.ValueAsync<Guid>("select id from accounts_user where email = $1", address);
        Assert.Equal("institute", await LevelAsync(asha));

        Assert.True(Changed(await platform.CallAsync(await OperatorAsync(), "directory.v1/EndVerification", new { userId = asha, reason = "another Asha" })));
        await ImportAsync(address);

        Assert.Null(await LevelAsync(asha));
    }

    [Fact]
    public async Task An_operator_verifies_a_person_until_a_time_and_never_themselves()
    {
        var (operatorId, asha) = (await OperatorAsync(), await platform.UserAsync("Asha"));
        var until = TimeProvider.System.GetUtcNow().AddDays(30);

        Assert.True(Changed(await VerifyAsync(operatorId, asha, until)));
        Assert.False(Changed(await VerifyAsync(operatorId, asha, until)));
        Assert.Equal("institute", await LevelAsync(asha));
        await platform.DataSource.SqlAsync("update directory_verification set until = now() where user_id = $1", asha);
        Assert.Null(await LevelAsync(asha));

        Assert.Equal("oneself", (await platform.FaultAsync(operatorId, "directory.v1/VerifyPerson", new { userId = operatorId, reason = "me" })).Reason);
        Assert.Equal("platform_role_needed", (await platform.FaultAsync(asha, "directory.v1/VerifyPerson", new { userId = operatorId, reason = "me" })).Reason);
        Assert.Equal(FaultCode.InvalidArgument, (await platform.FaultAsync(
            operatorId, "directory.v1/VerifyPerson", new { userId = asha, reason = "late", until = "2020-01-01T00:00:00Z" })).Code);
    }

    [Fact]
    public async Task A_mailed_link_to_the_institutes_domain_verifies_for_a_year_and_another_domain_does_not()
    {
        await using var services = platform.Build(("Directory:InstituteDomains:0", "goa.example.edu"));
        var (asha, bikram, chitra) = (
            await AtAsync("Goa.Example.edu"), await AtAsync("alumni.goa.example.edu"), await AtAsync("evilgoa.example.edu"));

        foreach (var person in new[] { asha, bikram, chitra })
            await SignInAsync(services, person);

        Assert.Equal("email_domain", await LevelAsync(asha));
        Assert.Null(await LevelAsync(bikram));
        Assert.Null(await LevelAsync(chitra));
        Assert.True(await platform.DataSource.ValueAsync<bool>(
            "select until between now() + interval '364 days' and now() + interval '366 days' from directory_verification where user_id = $1", asha));

        var since = await platform.DataSource.ValueAsync<DateTime>("select since from directory_verification where user_id = $1", asha);
        await SignInAsync(services, asha);
        Assert.Equal(since, await platform.DataSource.ValueAsync<DateTime>("select since from directory_verification where user_id = $1", asha));
    }

    [Fact]
    public async Task Two_verified_members_of_the_batch_verify_a_person_who_is_told_of_both()
    {
        var (one, two, asha) = (await VerifiedAsync("Bikram"), await VerifiedAsync("Chitra"), await platform.UserAsync("Asha"));
        Assert.Contains("vouch", await CanAsync(one, asha));

        await VouchAsync(one, asha);
        Assert.Null(await LevelAsync(asha));
        await VouchAsync(two, asha);

        var verification = (await ProfileAsync(one, asha)).GetProperty("verification");
        Assert.Equal("vouched", verification.GetProperty("level").GetString());
        Assert.Equal(["Bikram", "Chitra"], verification.GetProperty("vouchers").EnumerateArray().Select(v => v.GetProperty("name").GetString()!));
        Assert.Contains("withdraw_vouch", await CanAsync(one, asha));
        Assert.Equal(
            ["directory.verify", "directory.vouch", "directory.vouch"],
            (await platform.CallAsync(asha, "notifications.v1/ListInbox", new { })).GetProperty("items").EnumerateArray()
                .Select(n => n.GetProperty("kind").GetString()!).Order(StringComparer.Ordinal));
        var row = (await platform.CallAsync(one, "directory.v1/ListPeople", new { text = "Asha", batches = new[] { 2018 }, limit = 100 }))
            .GetProperty("people").EnumerateArray().Single(person => person.GetProperty("userId").GetGuid() == asha);
        Assert.True(row.GetProperty("isVerified").GetBoolean());

        Assert.True(Changed(await platform.CallAsync(two, "directory.v1/WithdrawVouch", new { userId = asha })));
        Assert.Null(await LevelAsync(asha));
    }

    [Fact]
    public async Task A_voucher_is_verified_by_the_institute_or_its_mail_and_of_the_batch()
    {
        var asha = await platform.UserAsync("Asha");
        var (unverified, elder) = (await platform.UserAsync("Bikram"), await VerifiedAsync("Chitra", 2001));
        var vouched = await platform.UserAsync("Divya");
        await VouchAsync(await VerifiedAsync("Esha"), vouched);
        await VouchAsync(await VerifiedAsync("Farah"), vouched);
        Assert.Equal("vouched", await LevelAsync(vouched));

        Assert.Equal("voucher_not_verified", await RefusalAsync(unverified, asha));
        Assert.Equal("voucher_not_verified", await RefusalAsync(vouched, asha)); // a chain has one link: no ring
        Assert.Equal("not_of_the_batch", await RefusalAsync(elder, asha));
        Assert.Equal("person_not_found", await RefusalAsync(elder, Guid.CreateVersion7()));
        var me = await VerifiedAsync("Gita");
        Assert.Equal(FaultCode.InvalidArgument, (await platform.FaultAsync(me, "directory.v1/VouchFor", new { userId = me })).Code);
        Assert.DoesNotContain("vouch", await CanAsync(unverified, asha));
    }

    [Theory]
    [InlineData("update directory_verification set until = now() where user_id = $1")]
    [InlineData("disable")]
    [InlineData("erase")]
    [InlineData("move")]
    public async Task A_vouch_falls_away_when_its_voucher_does(string end)
    {
        var (one, two, asha) = (await VerifiedAsync("Bikram"), await VerifiedAsync("Chitra"), await platform.UserAsync("Asha"));
        await VouchAsync(one, asha);
        await VouchAsync(two, asha);
        Assert.Equal("vouched", await LevelAsync(asha));

        await (end switch
        {
            "disable" => platform.Get<AccountKeeping>().DisableAsync(two, disabled: true, "test", Ct),
            "erase" => platform.Get<PersonErasure>().RunAsync(two, Ct),
            "move" => MoveToBatchAsync(two, 1999),
            _ => platform.DataSource.SqlAsync(end, two),
        });

        Assert.Null(await LevelAsync(asha));
    }

    [Fact]
    public async Task Of_vouches_at_once_each_counts_and_the_person_is_told_once_that_they_are_verified()
    {
        for (var round = 0; round < Cases.Of(60); round++)
        {
            var asha = await platform.UserAsync("Asha");
            var vouchers = new[] { await VerifiedAsync("Bikram"), await VerifiedAsync("Chitra"), await VerifiedAsync("Divya") };

            await Task.WhenAll(vouchers.Select(voucher => VouchAsync(voucher, asha)));

            Assert.Equal("vouched", await LevelAsync(asha));
            Assert.Equal(1L, await platform.DataSource.ValueAsync<long>(
                "select count(*) from notifications_delivery d join notifications_notification n on n.id = d.notification_id where n.kind = 'directory.verify' and d.recipient_id = $1 and d.channel = 'in_app'",
                asha));
        }
    }

    [Fact]
    public async Task Who_has_blocked_the_viewer_is_not_named_among_the_vouchers()
    {
        var (one, two, asha, viewer) = (
            await VerifiedAsync("Bikram"), await VerifiedAsync("Chitra"), await platform.UserAsync("Asha"), await platform.UserAsync("Divya"));
        await VouchAsync(one, asha);
        await VouchAsync(two, asha);
        await platform.CallAsync(one, "people.v1/BlockMember", new { userId = viewer });
        await platform.CallAsync(viewer, "people.v1/BlockMember", new { userId = two });

        var verification = (await ProfileAsync(viewer, asha)).GetProperty("verification");

        Assert.Equal("vouched", verification.GetProperty("level").GetString());
        Assert.Equal(0, verification.GetProperty("vouchers").GetArrayLength());
    }

    [Fact]
    public async Task A_vouched_verification_ends_when_fewer_than_two_vouchers_stay_verified()
    {
        var asha = await platform.UserAsync("Asha");
        var (soon, late, open) = (TimeProvider.System.GetUtcNow().AddDays(10), TimeProvider.System.GetUtcNow().AddDays(20), (DateTimeOffset?)null);
        foreach (var until in new[] { soon, late, open })
        {
            var voucher = await platform.UserAsync("Bikram");
            await VerifyAsync(await OperatorAsync(), voucher, until);
            await VouchAsync(voucher, asha);
        }

        var ends = (await ProfileAsync(asha, asha)).GetProperty("verification").GetProperty("until").GetDateTimeOffset();

        Assert.InRange(ends, late.AddSeconds(-1), late.AddSeconds(1));
    }

    Task MoveToBatchAsync(Guid person, int batch) => platform.DataSource.SqlAsync(
        "update directory_entry set batch = $2 where user_id = $1", person, batch);

    async Task<Guid> AtAsync(string domain)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        return (await platform.Get<AccountDirectory>().UpsertAsync(db, [new($"p{Guid.CreateVersion7():N}@{domain}", "Asha", 2018)], Ct))[0].Id;
    }

    async Task SignInAsync(ServiceProvider services, Guid person)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        var email = await platform.DataSource.ValueAsync<string>("select email from accounts_user where id = $1", person);
        var token = await Sessions.AddLinkAsync(db, person, email, TimeSpan.FromMinutes(15), Ct);
        Assert.NotNull(await services.GetRequiredService<SignInMail>().SignInAsync(token, RequestOrigin.Of(RequestOrigin.Http), TimeSpan.FromHours(1), Ct));
    }

    async Task<Guid> VerifiedAsync(string name, int batch = 2018)
    {
        var person = await platform.UserAsync(name, batch);
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await platform.Get<Verifications>().RecordImportedAsync(db, [person], Ct);
        return person;
    }

    async Task<Guid> OperatorAsync()
    {
        var person = await platform.UserAsync("Omkar");
        await platform.DataSource.SqlAsync("update accounts_user set platform_role = 'operator' where id = $1", person);
        return person;
    }

    async Task ImportAsync(string address)
    {
        using var text = new StringReader($"name,e-mail,batch,chapter\nAsha,{address},2018,Goa\n");
        await platform.Get<PeopleImport>().RunAsync(await PeopleFile.OpenAsync(text, Ct), dryRun: false, progress: null, Ct);
    }

    Task<JsonElement> VerifyAsync(Guid by, Guid person, DateTimeOffset? until) =>
        platform.CallAsync(by, "directory.v1/VerifyPerson", new { userId = person, reason = "in the register", until });

    Task<JsonElement> VouchAsync(Guid voucher, Guid person) => platform.CallAsync(voucher, "directory.v1/VouchFor", new { userId = person });

    async Task<string> RefusalAsync(Guid voucher, Guid person) => (await platform.FaultAsync(voucher, "directory.v1/VouchFor", new { userId = person })).Reason;

    async Task<JsonElement> ProfileAsync(Guid viewer, Guid person) =>
        (await platform.CallAsync(viewer, "directory.v1/GetProfile", new { userId = person })).GetProperty("profile");

    async Task<string?[]> CanAsync(Guid viewer, Guid person) =>
        [.. (await ProfileAsync(viewer, person)).GetProperty("can").EnumerateArray().Select(action => action.GetString())];

    async Task<string?> LevelAsync(Guid person)
    {
        var verification = (await ProfileAsync(person, person)).GetProperty("verification");
        return verification.ValueKind == JsonValueKind.Null ? null : verification.GetProperty("level").GetString();
    }

    static bool Changed(JsonElement answer) => answer.GetProperty("changed").GetBoolean();
}
