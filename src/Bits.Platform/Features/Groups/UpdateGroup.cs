using System.ComponentModel.DataAnnotations;
using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Auth;
using Bits.Platform.Features.Posts;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Changes the settings of a group; fields that are not given stay. A change of who may read it takes effect on the
/// group and its posts at once.</summary>
[Rpc(
    "groups.v1/UpdateGroup", GroupCapabilities.Update, Audit = AuditClass.Admin, DeadlineSeconds = 30,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","name":"Rowing in Goa","joinPolicy":"request","joinQuestion":"Where did you row?","topics":["sports","goa"],"color":"teal"}""",
    Answer = """{"slug":"rowing-goa","version":2}""")]
public sealed class UpdateGroup(Indexer index, ScopePosts posts) : IRpc<UpdateGroup.Request, UpdateGroup.Response>
{
    /// <summary>The fields to change.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Name">The name.</param>
    /// <param name="Description">The description; empty for none.</param>
    /// <param name="Visibility">The visibility. Without a joinPolicy, the policy becomes at least as strict as that of a new
    /// group. A group that becomes secret loses its rule.</param>
    /// <param name="JoinPolicy">How users become members; of a secret group by invitation.</param>
    /// <param name="JoinQuestion">The question to users who request to join; empty for none.</param>
    /// <param name="Topics">The topics, at most 10.</param>
    /// <param name="Color">The cover color.</param>
    /// <param name="Slug">The name in addresses, for a secret group that becomes visible; fixed afterwards.</param>
    /// <param name="ExpectedVersion">The version that the caller saw: refuses the change if another one came first. Null
    /// overwrites the given fields.</param>
    public sealed record Request(
        Guid GroupId,
        [property: Text(120, TextKind.Line)] string? Name = null,
        [property: Text(2_000, MayBeEmpty = true)] string? Description = null,
        ScopeVisibility? Visibility = null,
        JoinPolicy? JoinPolicy = null,
        [property: Text(500, MayBeEmpty = true)] string? JoinQuestion = null,
        [property: Text(GroupTopics.MaxLength, TextKind.Line)] IReadOnlyList<string>? Topics = null,
        GroupColor? Color = null,
        [property: Slug] string? Slug = null,
        [property: Range(1, int.MaxValue, ErrorMessage = "must be at least 1.")] int? ExpectedVersion = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="Slug">The name in addresses; null for a chapter and for a secret group.</param>
    /// <param name="Version">The version now.</param>
    public sealed record Response(string? Slug, int Version);

    static readonly AuditField Visibility = new("visibility");
    static readonly AuditField Policy = new("join_policy");

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var before = await Group.LockAsync(call.Db, call.Scope, ct);
        Authorizer.RequireActive(before.Facts);
        if (request.ExpectedVersion is { } expected && expected != before.Version)
            throw new FaultException(
                FaultCode.Aborted, "group_changed", "The group was changed meanwhile. Read it again, then repeat the change.");

        var after = GroupSettings.Apply(before, request);
        if (after != before)
            after = await WriteAsync(before, after, call, ct);

        call.Audit.Changed(Visibility, before.Visibility, after.Visibility).Changed(Policy, before.JoinPolicy, after.JoinPolicy)
            .If(after != before);
        return new(after.Slug, after.Version);
    }

    // The lock of the group keeps posts and other changes out until the commit.
    async Task<Group> WriteAsync(Group before, Group after, RpcContext call, CancellationToken ct)
    {
        after = after with { Version = before.Version + 1 };
        await UpdateAsync(call.Db, after, ct);
        if (after.Visibility == ScopeVisibility.Secret)
            await GroupRule.ClearAsync(call.Db, after.Id, ct);
        await index.UpsertAsync(call.Db, after.AsDocument(), ct);
        if (after.Visibility != before.Visibility)
            await posts.RetagAsync(call.Db, after.Facts, ct);

        return after;
    }

    static async Task UpdateAsync(NpgsqlConnection db, Group group, CancellationToken ct)
    {
        const string sql = """
            update groups_group
            set slug = $2, name = $3, description = $4, visibility = $5, join_policy = $6, join_question = $7, topics = $8,
                color = $9, version = $10
            where id = $1
            """;

        try
        {
            await db.ExecuteAsync(
                sql,
                [
                    group.Id, group.Slug, group.Name, group.Description, group.Visibility.ToText(), group.JoinPolicy.ToText(),
                    group.JoinQuestion, group.Topics.ToArray(), group.Color.ToText(), group.Version,
                ], ct);
        }
        catch (PostgresException e) when (GroupSettings.Refusal(e, group) is { } refusal)
        {
            throw refusal;
        }
    }
}
