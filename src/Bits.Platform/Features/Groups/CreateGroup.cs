using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Founds an interest group. The caller becomes its owner.</summary>
[Rpc(
    "groups.v1/CreateGroup", Capabilities.GroupsCreate,
    Example = """{"slug":"rowing-goa","name":"Rowing in Goa","visibility":"public","description":"Mornings on the Mandovi."}""",
    Answer = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""")]
public sealed class CreateGroup(Memberships memberships, Indexer index) : IRpc<CreateGroup.Request, CreateGroup.Response>
{
    /// <summary>What to found.</summary>
    /// <param name="Slug">Its name in addresses, unique: lower-case letters, digits and dashes.</param>
    /// <param name="Name">Its name.</param>
    /// <param name="Visibility">Who reads it and who may join.</param>
    /// <param name="Description">What it is for.</param>
    public sealed record Request(
        [property: Slug] string Slug,
        [property: Text(120, TextKind.Line)] string Name,
        ScopeVisibility Visibility,
        [property: Text(2_000, MayBeEmpty = true)] string Description = "");

    /// <summary>The group.</summary>
    /// <param name="GroupId">Its id.</param>
    public sealed record Response(Guid GroupId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var group = new Group(
            Guid.CreateVersion7(call.Now), GroupKind.Interest, request.Slug, request.Name, request.Description,
            request.Visibility);

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
            insert into groups_group (id, kind, slug, name, description, visibility, created_by, created_at)
            values ($1, 'interest', $2, $3, $4, $5, $6, $7)
            """;

        try
        {
            await call.Db.ExecuteAsync(
                sql,
                [
                    group.Id, group.Slug, group.Name, group.Description,
                    group.Visibility == ScopeVisibility.Public ? "public" : "private", call.Caller.UserId, call.Now,
                ], ct);
        }
        catch (PostgresException e) when (e.ConstraintName == "groups_group_slug_taken")
        {
            throw FaultException.AlreadyExists("slug_taken", $"There is a group called {group.Slug} already.");
        }
    }
}
