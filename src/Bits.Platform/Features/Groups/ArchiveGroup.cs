using Bits.Membership;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Search;
using Bits.Shared;

namespace Bits.Platform.Features.Groups;

/// <summary>Archives a group: it becomes read-only and leaves discovery. Posts, joins and invitations that have begun commit
/// before; later ones are refused.</summary>
[Rpc(
    "groups.v1/ArchiveGroup", GroupCapabilities.Archive, Audit = AuditClass.Admin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","reason":"The season is over."}""",
    Answer = """{"archivedAt":"2026-11-23T18:00:00Z"}""")]
public sealed class ArchiveGroup(Indexer index) : IRpc<ArchiveGroup.Request, ArchiveGroup.Response>
{
    /// <summary>The group to archive.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Reason">The reason; kept in the audit log.</param>
    public sealed record Request(Guid GroupId, [property: Text(Change.MaxReasonLength)] string Reason = "archived") : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="ArchivedAt">The time since which it is read-only.</param>
    public sealed record Response(DateTimeOffset ArchivedAt);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = $"""
            update groups_group g
            set archived_at = $2, version = version + 1
            where g.id = $1 and g.archived_at is null
            returning {Group.Columns}
            """;

        var archived = await call.Db.FindAsync(sql, [Guid.Parse(call.Scope.Id), call.Now], Group.Read, ct);
        if (archived is not null)
            await index.UpsertAsync(call.Db, archived.AsDocument(), ct);

        call.Audit.Because(request.Reason).If(archived is not null);
        return new((archived ?? await Group.GetAsync(call.Db, call.Scope, ct)).ArchivedAt ?? call.Now);
    }
}
