using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Bits.Membership;
using Bits.Platform.Rpc;
using Bits.Platform.Tests.Features.Mentorship;

namespace Bits.Platform.Tests.Rpc;

/// <summary>Every call, by everybody there is: exactly the answer that docs/reference/authorization.md says. To approve a
/// change, run the tests with BITS_APPROVE=1 and commit the page.</summary>
public sealed class AuthorizationGridTests(TestPlatform platform) : IClassFixture<TestPlatform>
{
    static readonly string[] Callers =
        ["anonymous", "stranger", "member", "banned", "moderator", "owner", "operator", "admin"];

    readonly Dictionary<string, Guid?> _users = [];
    readonly Dictionary<Guid, (Guid Post, Guid Comment)> _posts = [];
    Guid _programme;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact, Slow]
    public async Task Every_call_by_everybody_gives_the_documented_answer()
    {
        var groups = new Dictionary<string, Guid>
        {
            ["public"] = await GroupAsync("public"),
            ["private"] = await GroupAsync("private"),
            ["secret"] = await GroupAsync("secret"),
        };
        await OpenProgrammeAsync();
        var page = new StringBuilder(Head);
        foreach (var method in platform.Get<RpcRegistry>().Methods.OrderBy(m => m.Rules.Name, StringComparer.Ordinal))
            foreach (var (visibility, group) in groups.Where(g => g.Key == "public" || IsAboutAGroup(method)))
            {
                page.Append(CultureInfo.InvariantCulture, $"| `{method.Rules.Name}` | {(IsAboutAGroup(method) ? visibility : "")} |");
                foreach (var caller in Callers)
                    page.Append(CultureInfo.InvariantCulture, $" {await AnswerAsync(method, caller, group)} |");
                page.Append('\n');
            }

        var file = Path.Combine(ProgramProcess.Repository, "docs", "reference", "authorization.md");
        if (Environment.GetEnvironmentVariable("BITS_APPROVE") == "1")
            await File.WriteAllTextAsync(file, page.ToString(), Ct);
        Assert.Equal(await File.ReadAllTextAsync(file, Ct), page.ToString(), ignoreLineEndingDifferences: true);
    }

    const string Head = """
        # Who gets which answer

        Every call by everybody there is, as a test finds it: `ok`, or the [reason](errors.md) of the refusal. The group is
        one of the callers' own: the member, the moderator and the owner belong to it, the banned one is banned from it; the
        operator and the admin of the platform do not. Calls on a user are about a plain member of the group, calls on a post
        or comment about one of that member. The owner coordinates the mentorship programme, to which the member has applied as
        a mentee and the moderator as a mentor; the banned one is banned there too.

        | call | group | anonymous | stranger | member | banned | moderator | owner | operator | admin |
        |---|---|---|---|---|---|---|---|---|---|

        """;

    static bool IsAboutAGroup(RpcMethod method) => !IsAboutAProgramme(method) && (
        method.RequestType.IsAssignableTo(typeof(IScopedRequest)) || method.RequestType.GetProperties().Any(field => field.Name is "PostId" or "CommentId"));

    static bool IsAboutAProgramme(RpcMethod method) => method.RequestType.GetProperty("ProgrammeId") is not null;

    async Task<string> AnswerAsync(RpcMethod method, string caller, Guid group)
    {
        var request = JsonNode.Parse(method.Rules.Example)!.AsObject();
        if (request.ContainsKey("groupId"))
            request["groupId"] = group.ToString();
        if (request.ContainsKey("programmeId"))
            request["programmeId"] = _programme.ToString();
        if (request.ContainsKey("scope"))
            request["scope"] = $"group:{group}";
        if (request.ContainsKey("postId"))
            request["postId"] = _posts[group].Post.ToString();
        if (request.ContainsKey("commentId"))
            request["commentId"] = _posts[group].Comment.ToString();
        if (request.ContainsKey("userId"))
            request["userId"] = _users["target"].ToString();
        if (request.ContainsKey("publicKey"))
            request["publicKey"] = TestPush.PublicKey; // an example knows no platform's key
        request.Remove("cursor");
        try
        {
            // A dry run: each caller finds things as the one before did.
            await platform.CallAsync(
                _users[caller], method.Rules.Name, System.Text.Json.JsonSerializer.SerializeToElement(request), dryRun: !method.Rules.Reads);
            return "ok";
        }
        catch (FaultException fault)
        {
            return fault.Reason;
        }
    }

    async Task<Guid> GroupAsync(string visibility)
    {
        if (_users.Count == 0)
            await PeopleAsync();
        var group = (await platform.CallAsync(
            _users["owner"], "groups.v1/CreateGroup", new { slug = visibility == "secret" ? null : $"grid-{visibility}", name = "Grid", visibility })).GetProperty("groupId").GetGuid();
        var scope = Scope.Group(group);
        foreach (var (name, role) in new[] { ("member", MemberRole.Member), ("target", MemberRole.Member), ("moderator", MemberRole.Moderator) })
            await platform.Memberships.AddMemberAsync(
                new(_users[name]!.Value, scope, role), OnBanned.Refuse, Change.BySystem("grid"), Ct);
        await platform.Memberships.BanAsync(_users["banned"]!.Value, scope, Change.BySystem("grid"), ct: Ct);
        _posts[group] = await PostAsync(group);
        return group;
    }

    // By the target, so that the owner and the moderator act on another's.
    async Task<(Guid Post, Guid Comment)> PostAsync(Guid group)
    {
        var post = (await platform.CallAsync(_users["target"], "posts.v1/CreatePost", new { scope = $"group:{group}", body = "Who rows?" }))
            .GetProperty("postId").GetGuid();
        var comment = await platform.CallAsync(_users["target"], "posts.v1/AddComment", new { postId = post, body = "I do." });
        return (post, comment.GetProperty("commentId").GetGuid());
    }

    async Task OpenProgrammeAsync()
    {
        var world = await new MentorshipWorld(platform).OpenAsync();
        _programme = world.Programme;
        await world.CoordinateAsync("AddCoordinator", new { userId = _users["owner"] });
        await world.ApplyAsync(_users["member"]!.Value, "mentee");
        await world.ApplyAsync(_users["moderator"]!.Value, "mentor");
        await platform.Memberships.BanAsync(
            _users["banned"]!.Value, Scope.MentorshipProgramme(_programme), Change.BySystem("grid"), ct: Ct);
    }

    async Task PeopleAsync()
    {
        foreach (var name in Callers.Skip(1).Append("target"))
            _users[name] = await platform.UserAsync(name);
        _users["anonymous"] = null;
        foreach (var role in new[] { "operator", "admin" })
            await platform.DataSource.SqlAsync("update accounts_user set platform_role = $2 where id = $1", _users[role]!.Value, role);
    }
}
