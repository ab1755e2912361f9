using System.Text.Json;
using Bits.Membership;

namespace Adminctl.Tests.Accounts;

[Slow]
public sealed class AccountsCommandsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_account_is_created_once_listed_in_pages_and_shown_with_its_memberships()
    {
        string[] create = ["accounts", "create", "--email", "Asha@Example.org", "--name", "Asha  Rao", "--batch", "2018", "--campus", "Goa"];
        var made = await RunAsync(create);
        var again = await RunAsync(create);
        await RunAsync("accounts", "create", "--email", "bikram@example.org", "--name", "Bikram Sen");
        var asha = Guid.Parse(made.Lines.First());
        await new Memberships(database.DataSource).JoinAsync(asha, Scope.Batch(2018), Ct);

        var first = Json(await RunAsync("accounts", "list", "--limit", "1", "--json"));
        var second = Json(await RunAsync("accounts", "list", "--after", first[0].GetProperty("id").GetString()!, "--json"));
        var named = Json(await RunAsync("accounts", "list", "--name", "sen", "--json"));
        var shown = Json(await RunAsync("accounts", "show", "--user", "asha@example.org", "--json"));
        var text = await RunAsync("accounts", "show", "--user", "asha");

        Assert.Equal(asha, Guid.Parse(again.Lines.First()));
        Assert.Contains("it stays as it is", again.Output, StringComparison.Ordinal);
        Assert.Equal(["Asha Rao", "Bikram Sen"], first.EnumerateArray().Concat(second.EnumerateArray()).Select(Name));
        Assert.Equal(["Bikram Sen"], named.EnumerateArray().Select(Name));
        Assert.Equal("goa", shown.GetProperty("account").GetProperty("campus").GetString());
        Assert.Equal(1, shown.GetProperty("memberships").GetArrayLength());
        Assert.Contains("batch:2018", text.Output, StringComparison.Ordinal);
        Assert.Equal(2L, await database.DataSource.ValueAsync<long>("select count(*) from audit_event where action = 'accounts.create'"));
    }

    [Theory]
    [InlineData("email", "--email", "asha", "--name", "Asha")]
    [InlineData("name", "--email", "chitra@example.org", "--name", " ")]
    [InlineData("batch", "--email", "chitra@example.org", "--name", "Chitra", "--batch", "18")]
    [InlineData("name", "--email", "chitra@example.org", "--name", "Chitr\u0430")]
    public async Task What_is_no_person_is_refused_and_named(string field, params string[] options)
    {
        var run = await RunAsync(["accounts", "create", .. options]);

        Assert.NotEqual(0, run.ExitCode);
        Assert.Contains(field, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }

    static string? Name(JsonElement account) => account.GetProperty("name").GetString();

    static JsonElement Json(AdminctlRun run) => JsonElement.Parse(run.Lines.First(line => line.StartsWith('[') || line.StartsWith('{')));

    Task<AdminctlRun> RunAsync(params string[] args) => AdminctlRun.Async(database, args);
}
