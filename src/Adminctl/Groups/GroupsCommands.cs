using System.CommandLine;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Groups;
using Npgsql;

namespace Adminctl.Groups;

/// <summary><c>adminctl groups list | show</c></summary>
static class GroupsCommands
{
    const int MaxOwners = 100;

    public static Command Create() => new("groups", "List and show groups and chapters, secret ones too.")
    {
        List(), Show(),
    };

    static Command List()
    {
        var after = new Option<Guid?>("--after") { HelpName = "ID", Description = "Continue after this group, as printed by the previous page." };
        var (limit, json) = (CommandOptions.Limit(100), CommandOptions.Json());
        var command = new Command("list", "List groups and chapters, the oldest first.") { after, limit, json };
        command.SetAction((parsed, ct) => ListAsync(parsed.GetValue(after), parsed.GetValue(limit), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> ListAsync(Guid? after, int limit, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var groups = await Group.ListAsync(db, after ?? Guid.Empty, limit, ct);
        var members = await CountAsync(session, db, groups, ct);

        if (json)
            AdminOutput.Json(groups.Zip(members, AsJson));
        else
            AdminOutput.Table(
                ["id", "kind", "slug", "name", "visibility", "join policy", "members", "archived"],
                groups.Zip(members, (g, count) => (string[])
                [
                    $"{g.Id}", AdminOutput.Word(g.Kind), g.Slug ?? "", g.Name, AdminOutput.Word(g.Visibility),
                    AdminOutput.Word(g.JoinPolicy), $"{count}", AdminOutput.Time(g.ArchivedAt),
                ]));
        if (groups.Count == limit)
            await Console.Error.WriteLineAsync($"· there are more: --after {groups[^1].Id}");
        return ExitCodes.Done;
    }

    // Memberships answer for at most 1,000 scopes at once.
    static async Task<IEnumerable<long>> CountAsync(
        AdminSession session, NpgsqlConnection db, IReadOnlyList<Group> groups, CancellationToken ct)
    {
        var counts = new List<long>();
        foreach (var chunk in groups.Chunk(1_000))
            counts.AddRange((await session.Get<Memberships>().OverviewsAsync(
                db, Guid.Empty, [.. chunk.Select(group => group.Scope)], ct)).Select(overview => overview.Members));

        return counts;
    }

    static Command Show()
    {
        var group = new Argument<string>("GROUP") { Description = "The group: id or slug." };
        var json = CommandOptions.Json();
        var command = new Command("show", "Show a group: settings, owners, members by role.") { group, json };
        command.SetAction((parsed, ct) => ShowAsync(parsed.GetRequiredValue(group), parsed.GetValue(json), ct));
        return command;
    }

    static async Task<int> ShowAsync(string named, bool json, CancellationToken ct)
    {
        await using var session = await AdminSession.OpenAsync(ct);
        await using var db = await session.DataSource.OpenConnectionAsync(ct);
        var group = await FindAsync(db, named, ct) ?? throw new CommandException($"There is no group {named}. Give an id or a slug.");
        var counts = await session.Get<Memberships>().CountByRoleAsync(db, group.Scope, ct);
        var owners = await session.Get<Memberships>().ListByScopeAsync(
            db, group.Scope, new(MemberState.Active, MemberRole.Owner), limit: MaxOwners, ct: ct);
        var names = await session.Get<AccountDirectory>().ListNamesAsync(db, owners.Select(owner => owner.UserId), ct);

        if (json)
            AdminOutput.Json(new
            {
                group = AsJson(group, counts.Values.Sum()),
                counts = counts.ToDictionary(c => c.Key.ToText(), c => c.Value),
                owners,
            });
        else
            AdminOutput.Table(["what", "value"],
            [
                .. Settings(group),
                ["owners", string.Join(", ", owners.Select(o => $"{names.GetValueOrDefault(o.UserId)} ({o.UserId})"))],
                .. counts.OrderByDescending(c => c.Key.Rank()).Select(c => (string[])[$"members: {c.Key.ToText()}", $"{c.Value}"]),
            ]);
        return ExitCodes.Done;
    }

    static async Task<Group?> FindAsync(NpgsqlConnection db, string named, CancellationToken ct) =>
        Guid.TryParse(named, out var id) ? await Group.FindAsync(db, id, ct) : await Group.FindBySlugAsync(db, named, ct);

    static object AsJson(Group group, long members) => new
    {
        group.Id,
        group.Kind,
        group.Scope,
        group.Slug,
        group.Name,
        group.Description,
        group.Visibility,
        group.JoinPolicy,
        group.JoinQuestion,
        group.Topics,
        group.Color,
        group.Version,
        group.CreatedAt,
        group.ArchivedAt,
        members,
    };

    static string[][] Settings(Group group) =>
    [
        ["id", $"{group.Id}"], ["scope", $"{group.Scope}"], ["slug", group.Slug ?? ""], ["name", group.Name],
        ["description", group.Summary], ["visibility", AdminOutput.Word(group.Visibility)],
        ["join policy", AdminOutput.Word(group.JoinPolicy)], ["join question", group.JoinQuestion ?? ""],
        ["topics", string.Join(", ", group.Topics)], ["color", AdminOutput.Word(group.Color)], ["version", $"{group.Version}"],
        ["created", AdminOutput.Time(group.CreatedAt)], ["archived", AdminOutput.Time(group.ArchivedAt)],
    ];
}
