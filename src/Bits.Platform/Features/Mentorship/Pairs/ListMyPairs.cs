using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Lists the caller's pairs in all programmes, the open ones first.</summary>
[Rpc(
    "mentorship.v1/ListMyPairs", MentorshipCapabilities.View, Reads = true,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"pairs":[]}""")]
public sealed class ListMyPairs(PairViews views) : IRpc<ListMyPairs.Request, ListMyPairs.Response>
{
    const int Max = 100;

    /// <summary>The pairs to list.</summary>
    /// <param name="ProgrammeId">The programme; null for all.</param>
    public sealed record Request(Guid? ProgrammeId = null);

    /// <summary>The pairs.</summary>
    /// <param name="Pairs">The pairs, the latest 100.</param>
    public sealed record Response(IReadOnlyList<PairView> Pairs);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = $"""
            select {MentorshipPair.Columns}
            from mentorship_pair p
            where (p.mentor_user_id = $1 or p.mentee_user_id = $1) and p.state not in ('proposed', 'refused')
              and ($2::uuid is null or p.programme_id = $2)
            order by p.state not in ('approved', 'active'), p.proposed_at desc, p.id desc
            limit $3
            """;

        var pairs = await call.Db.QueryAsync(
            sql, [call.Caller.UserId, request.ProgrammeId, Max], MentorshipPair.Read, ct);
        return new(await views.ListForAsync(call.Db, pairs, call.Caller.UserId, call.Now, ct));
    }
}
