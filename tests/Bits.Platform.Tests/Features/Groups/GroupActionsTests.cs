using Bits.Membership;
using Bits.Platform.Rpc;

namespace Bits.Platform.Tests.Features.Groups;

/// <summary>What GetGroup offers to a caller is what the calls allow them.</summary>
public sealed class GroupActionsTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static readonly Change By = Change.BySystem("test");

    // The action that a client reads, and the calls behind it.
    static readonly (string Action, string[] Verbs)[] Actions =
    [
        ("read", ["ListPosts"]), ("join", ["JoinGroup"]), ("withdraw", ["WithdrawRequest"]), ("leave", ["LeaveGroup"]),
        ("post", ["PostToGroup"]), ("list_members", ["ListMembers"]), ("invite", ["InviteMember"]),
        ("approve", ["ApproveRequest", "RejectRequest"]), ("ban", ["BanMember", "UnbanMember"]),
        ("manage", ["AddMember", "RemoveMember", "SetRole"]), ("edit", ["UpdateGroup"]), ("archive", ["ArchiveGroup"]),
        ("set_rule", ["PreviewRule", "SetRule", "ClearRule"]), ("set_notifications", ["SetNotificationLevel"]), ("read_moderation", ["ListModerationLog"]),
    ];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory, InlineData("public"), InlineData("private")]
    public async Task A_caller_is_offered_what_the_calls_allow_them(string visibility)
    {
        var (asha, target, other) = (await platform.UserAsync("Asha"), await platform.UserAsync("Target"), await platform.UserAsync("Other"));
        var group = await FoundAsync(asha, visibility);
        await JoinAsync(target, group, MemberRole.Member);

        foreach (var (name, caller) in await CallersAsync(asha, group))
        {
            var can = await CanAsync(caller, group);
            foreach (var (action, verbs) in Actions)
            {
                var isAllowed = true;
                foreach (var verb in verbs)
                    isAllowed &= await IsAllowedAsync(caller, verb, group, verb == "AddMember" ? other : target);

                // Whether these change anything depends on the membership too: an offer is allowed, but not the other way round.
                var isOffered = can.Contains(action) || (action is "join" or "withdraw" or "leave" or "set_notifications" && isAllowed);
                Assert.Equal((name, action, isAllowed), (name, action, isOffered));
            }
        }
    }

    [Fact]
    public async Task A_machine_is_offered_only_what_its_account_holds()
    {
        var (asha, machine) = (await platform.UserAsync("Asha"), await platform.UserAsync("Crawler"));
        var group = await FoundAsync(asha, "public");
        await JoinAsync(machine, group, MemberRole.Admin);
        await platform.DataSource.SqlAsync(
            "update accounts_user set client_id = id::text, capabilities = '{groups.view, groups.read}' where id = $1", machine);

        Assert.Equal(["read"], await CanAsync(machine, group));
    }

    async Task<(string Name, Guid Id)[]> CallersAsync(Guid owner, Guid group)
    {
        var callers = new List<(string, Guid)> { ("owner", owner), ("stranger", await platform.UserAsync("Stranger")) };
        foreach (var role in new[] { MemberRole.Member, MemberRole.Moderator, MemberRole.Admin })
        {
            callers.Add(($"{role}", await platform.UserAsync($"{role}")));
            await JoinAsync(callers[^1].Item2, group, role);
        }

        callers.Add(("banned", await platform.UserAsync("Banned")));
        await platform.Memberships.BanAsync(callers[^1].Item2, Scope.Group(group), By, ct: Ct);
        foreach (var role in new[] { "operator", "admin" })
        {
            callers.Add(($"platform {role}", await platform.UserAsync(role)));
            await platform.DataSource.SqlAsync("update accounts_user set platform_role = $2 where id = $1", callers[^1].Item2, role);
        }

        return [.. callers];
    }

    // A call that is refused for another reason than the capability has passed the table.
    async Task<bool> IsAllowedAsync(Guid caller, string verb, Guid group, Guid target)
    {
        object request = verb switch
        {
            "PostToGroup" => new { groupId = group, body = "Who rows?" },
            "ApproveRequest" or "RejectRequest" => new { groupId = group, requestId = Guid.CreateVersion7() },
            "BanMember" or "UnbanMember" or "RemoveMember" => new { groupId = group, userId = target, reason = "test" },
            "PreviewRule" or "SetRule" => new { groupId = group, toBatch = 1900 },
            "SetNotificationLevel" => new { groupId = group, level = "none" },
            "AddMember" or "SetRole" => new { groupId = group, userId = target, role = "member" },
            _ => new { groupId = group },
        };
        try
        {
            await platform.CallAsync(caller, $"groups.v1/{verb}", request, dryRun: !verb.StartsWith("List", StringComparison.Ordinal) && verb != "PreviewRule");
            return true;
        }
        catch (FaultException fault)
        {
            return fault.Code != FaultCode.PermissionDenied;
        }
    }

    async Task<Guid> FoundAsync(Guid owner, string visibility) => (await platform.CallAsync(
        owner, "groups.v1/CreateGroup", new { slug = $"offers-{owner:N}", name = "Rowing", visibility })).GetProperty("groupId").GetGuid();

    Task JoinAsync(Guid user, Guid group, MemberRole role) =>
        platform.Memberships.AddMemberAsync(new(user, Scope.Group(group), role), OnBanned.Refuse, By, Ct);

    async Task<IReadOnlyList<string?>> CanAsync(Guid user, Guid group) =>
        [.. (await platform.CallAsync(user, "groups.v1/GetGroup", new { groupId = group })).GetProperty("can").EnumerateArray().Select(action => action.GetString())];
}
