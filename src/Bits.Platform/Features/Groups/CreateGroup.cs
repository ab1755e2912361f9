using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Creates an interest group. The caller becomes its owner.</summary>
[Rpc(
    "groups.v1/CreateGroup", GroupCapabilities.Create,
    Example = """{"slug":"rowing-goa","name":"Rowing in Goa","visibility":"public","description":"Mornings on the Mandovi."}""",
    Answer = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""")]
public sealed class CreateGroup(Memberships memberships, Indexer index) : IRpc<CreateGroup.Request, CreateGroup.Response>
{
    /// <summary>The group to create.</summary>
    /// <param name="Slug">The name in addresses, unique: lower-case letters, digits and dashes. Null for a secret group.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Visibility">The visibility, which rules who sees it and who reads it.</param>
    /// <param name="Description">The description.</param>
    /// <param name="JoinPolicy">How users become members. Default: open for a public group, request for a private one,
    /// invitation for a secret one, which has no other.</param>
    /// <param name="JoinQuestion">The question to users who request to join; null for none.</param>
    /// <param name="Topics">The topics, at most 10; null for none.</param>
    /// <param name="Color">The cover color.</param>
    public sealed record Request(
        [property: Slug] string? Slug,
        [property: Text(120, TextKind.Line)] string Name,
        ScopeVisibility Visibility,
        [property: Text(2_000, MayBeEmpty = true)] string Description = "",
        JoinPolicy? JoinPolicy = null,
        [property: Text(500)] string? JoinQuestion = null,
        [property: Text(GroupTopics.MaxLength, TextKind.Line)] IReadOnlyList<string>? Topics = null,
        GroupColor Color = GroupColor.Slate);

    /// <summary>The group.</summary>
    /// <param name="GroupId">The id.</param>
    public sealed record Response(Guid GroupId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var group = new Group(
            Guid.CreateVersion7(call.Now), GroupKind.Interest, GroupSettings.Slug(request.Slug, present: null, request.Visibility),
            request.Name, request.Description, request.Visibility, call.Now)
        {
            JoinPolicy = GroupSettings.Policy(request.JoinPolicy ?? Group.DefaultPolicy(request.Visibility), request.Visibility),
            JoinQuestion = request.JoinQuestion,
            Topics = GroupSettings.Topics(request.Topics ?? []),
            Color = request.Color,
        };

        await InsertAsync(group, call, ct);
        await memberships.AddMemberAsync(
            call.Db, new(call.Caller.UserId, group.Scope, MemberRole.Owner), OnBanned.Refuse,
            Change.By(call.Caller.UserId, "founded the group"), ct);
        await index.UpsertAsync(call.Db, group.AsDocument(), ct);

        call.Audit.Target("group", group.Id);
        return new(group.Id);
    }

    static async Task InsertAsync(Group group, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            insert into groups_group
                (id, kind, slug, name, description, visibility, join_policy, join_question, topics, color, created_by, created_at)
            values ($1, 'interest', $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
            """;

        try
        {
            await call.Db.ExecuteAsync(
                sql,
                [
                    group.Id, group.Slug, group.Name, group.Description, group.Visibility.ToText(), group.JoinPolicy.ToText(),
                    group.JoinQuestion, group.Topics.ToArray(), group.Color.ToText(), call.Caller.UserId, group.CreatedAt,
                ], ct);
        }
        catch (PostgresException e) when (GroupSettings.Refusal(e, group) is { } refusal)
        {
            throw refusal;
        }
    }
}
