using System.Text.Json;
using Bits.Membership;

namespace Adminctl.Tests.Groups;

[Slow]
public sealed class GroupsCommandsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    Memberships Memberships { get; } = new(database.DataSource);

    [Fact]
    public async Task Groups_are_listed_in_pages_and_shown_by_id_and_by_slug()
    {
        var (open, hidden, asha) = (Guid.CreateVersion7(), Guid.CreateVersion7(), Guid.CreateVersion7());
        await database.DataSource.SqlAsync(
            "insert into groups_group (id, kind, slug, name, description, visibility, join_policy, created_at) values "
            + "($1, 'interest', 'rowing', 'Rowing', 'Mornings.', 'public', 'open', now()), "
            + "($2, 'interest', null, 'Unicorns', '', 'secret', 'invitation', now())", open, hidden);
        await database.DataSource.SqlAsync(
            "insert into accounts_user (id, username, email, name) values ($1, 'asha', 'asha@example.org', 'Asha Rao')", asha);
        await Memberships.AddMemberAsync(new(asha, Scope.Group(open), MemberRole.Owner), OnBanned.Refuse, Change.BySystem("test"), Ct);

        var first = await RunAsync("groups", "list", "--limit", "1", "--json");
        var second = await RunAsync("groups", "list", "--after", Json(first)[0].GetProperty("id").GetString()!, "--json");
        var shown = await RunAsync("groups", "show", "rowing", "--json");
        var text = await RunAsync("groups", "show", $"{hidden}");
        var missing = await RunAsync("groups", "show", "chess");

        Assert.Equal(
            [("Rowing", "public", 1), ("Unicorns", "secret", 0)],
            Json(first).EnumerateArray().Concat(Json(second).EnumerateArray())
                .Select(g => (g.GetProperty("name").GetString(), g.GetProperty("visibility").GetString(), g.GetProperty("members").GetInt32()))
                .Order());
        Assert.Equal((1, 1), (Json(first).GetArrayLength(), Json(second).GetArrayLength()));
        Assert.Equal(1, Json(shown).GetProperty("counts").GetProperty("owner").GetInt32());
        Assert.Equal(asha, Json(shown).GetProperty("owners")[0].GetProperty("userId").GetGuid());
        Assert.Contains("Unicorns", text.Output, StringComparison.Ordinal);
        Assert.Equal((1, true), (missing.ExitCode, missing.Output.Contains("There is no group chess", StringComparison.Ordinal)));
    }

    static JsonElement Json(AdminctlRun run) => JsonElement.Parse(run.Lines.First(line => line.StartsWith('[') || line.StartsWith('{')));

    Task<AdminctlRun> RunAsync(params string[] args) => AdminctlRun.Async(database, args);
}
