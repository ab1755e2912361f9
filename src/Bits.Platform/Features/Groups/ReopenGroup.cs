using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Search;
using Bits.Shared;

namespace Bits.Platform.Features.Groups;

/// <summary>Reopens an archived group: members post again, and others find it as before.</summary>
[Rpc(
    "groups.v1/ReopenGroup", GroupCapabilities.Archive, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","reason":"A new season."}""",
    Answer = """{"wasArchived":true}""")]
public sealed class ReopenGroup(Indexer index) : IRpc<ReopenGroup.Request, ReopenGroup.Response>
{
    /// <summary>The group to reopen.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Reason">The reason; kept in the audit log.</param>
    public sealed record Request(Guid GroupId, [property: Text(Change.MaxReasonLength)] string Reason = "reopened") : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="WasArchived">Whether the group was archived before.</param>
    public sealed record Response(bool WasArchived);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = $"""
            update groups_group g
            set archived_at = null, version = version + 1
            where g.id = $1 and g.archived_at is not null
            returning {Group.Columns}
            """;

        var reopened = await call.Db.FindAsync(sql, [Guid.Parse(call.Scope.Id)], Group.Read, ct);
        if (reopened is not null)
            await index.UpsertAsync(call.Db, reopened.AsDocument(), ct);

        call.Audit.Because(request.Reason).If(reopened is not null);
        return new(reopened is not null);
    }
}
