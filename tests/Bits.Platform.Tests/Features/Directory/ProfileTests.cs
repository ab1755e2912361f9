using System.Text.Json;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Directory;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.Directory;

/// <summary>Members change their own profile, and are found by it from the next call on.</summary>
public sealed class ProfileTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public void Every_field_has_a_rule_and_an_empty_profile_has_no_text()
    {
        Assert.Equal(Enum.GetValues<ProfileField>(), FieldRules.All.Select(rule => rule.Field));
        Assert.Empty(FieldRules.All.SelectMany(rule => rule.Texts(ProfileFields.Empty)).OfType<string>());
    }

    [Theory]
    [InlineData("links", """{"links":["javascript:alert(1)"]}""")]
    [InlineData("links", """{"links":["https://asha:secret@example.org"]}""")]
    [InlineData("phone", """{"phone":"98765 43210"}""")]
    [InlineData("phone", """{"phone":"+12"}""")]
    [InlineData("email", """{"email":"asha@"}""")]
    [InlineData("nicknames", """{"nicknames":["a","b","c","d","e","f"]}""")]
    [InlineData("headline", """{"headline":"one\ntwo"}""")]
    [InlineData("spokenName", """{"spokenName":"Аshа with Cyrillic letters"}""")]
    [InlineData("audiences", """{"audiences":[{"field":"shoe_size","audience":"batch"}]}""")]
    [InlineData("openTo", """{"openTo":["lunch"]}""")]
    public async Task An_invalid_field_is_named(string field, string request)
    {
        var asha = await platform.UserAsync("Asha");

        var fault = await platform.FaultAsync(asha, "directory.v1/UpdateProfile", JsonDocument.Parse(request).RootElement);

        Assert.Contains(fault.Fields, problem => problem.Field.StartsWith(field, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_change_over_an_unseen_one_is_refused_and_loses_nothing()
    {
        var asha = await platform.UserAsync("Asha");
        await CallAsync(asha, "UpdateProfile", new { city = "Pune", expectedVersion = 0 });

        var fault = await platform.FaultAsync(asha, "directory.v1/UpdateProfile", new { city = "Goa", expectedVersion = 0 });

        Assert.Equal("profile_changed", fault.Reason);
        Assert.Equal("Pune", (await CallAsync(asha, "GetOwnProfile", new { })).GetProperty("fields").GetProperty("city").GetString());
    }

    [Fact]
    public async Task Fields_left_out_stay_and_an_empty_one_is_cleared()
    {
        var asha = await platform.UserAsync("Asha");
        await CallAsync(asha, "UpdateProfile", new { city = " Pune ", company = "Setu", skills = new[] { "tar", "TAR" } });
        await CallAsync(asha, "UpdateProfile", new { company = "" });

        var fields = (await CallAsync(asha, "GetOwnProfile", new { })).GetProperty("fields");
        Assert.Equal("Pune", fields.GetProperty("city").GetString());
        Assert.Equal(JsonValueKind.Null, fields.GetProperty("company").ValueKind);
        Assert.Single(fields.GetProperty("skills").EnumerateArray());
    }

    [Fact]
    public async Task The_same_change_again_changes_nothing()
    {
        var asha = await platform.UserAsync("Asha");
        var first = await CallAsync(asha, "UpdateProfile", new { city = "Pune" });
        var second = await CallAsync(asha, "UpdateProfile", new { city = "Pune" });

        Assert.Equal(first.GetProperty("version").GetInt32(), second.GetProperty("version").GetInt32());
    }

    // Each writes what the other reads: the entry of the last to commit has both.
    [Fact]
    public async Task A_profile_and_an_account_that_change_at_once_both_count()
    {
        foreach (var number in Cases.Numbers(400))
        {
            var asha = await platform.UserAsync($"Before{number}");
            await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
            var account = (await platform.Get<AccountDirectory>().FindAsync(db, asha, Ct))!;

            await Task.WhenAll(
                CallAsync(asha, "UpdateProfile", new { city = $"city{number}" }),
                RenameAsync(account, $"After{number} Rao"));

            Assert.Equal(1L, await platform.DataSource.ValueAsync<long>(
                $"select count(*) from directory_entry where user_id = '{asha}' and words @> array['n:after{number}', 'e:city{number}']"));
        }
    }

    [Fact]
    public async Task A_member_sees_so_many_people_a_day_and_those_again()
    {
        await using var services = platform.Build(("Directory:PeopleADay", "3"));
        var asha = await platform.UserAsync("Asha");
        Guid[] others = [.. await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => platform.UserAsync("Bikram")))];
        Task<JsonElement> OpenAsync(Guid person) => TestPlatform.CallAsync(services, asha, "directory.v1/GetProfile", new { userId = person });

        foreach (var person in others[..3])
            await OpenAsync(person);
        await OpenAsync(asha);

        var fault = await Assert.ThrowsAsync<FaultException>(() => OpenAsync(others[3]));
        Assert.Equal("people_a_day", fault.Reason);
        await OpenAsync(others[0]);
        Assert.Equal("people_a_day", (await Assert.ThrowsAsync<FaultException>(
            () => TestPlatform.CallAsync(services, asha, "directory.v1/ListPeople", new { text = "bikram" }))).Reason);
    }

    async Task RenameAsync(Account account, string name)
    {
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        await using var tx = await db.BeginTransactionAsync(Ct);
        await platform.Get<AccountDirectory>().UpsertAsync(db, [new(account.Email, name, account.Batch)], Ct);
        await tx.CommitAsync(Ct);
    }

    Task<JsonElement> CallAsync(Guid user, string verb, object request) => platform.CallAsync(user, $"directory.v1/{verb}", request);
}
