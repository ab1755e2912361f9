using Bits.Membership;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>Lists the runs of a programme, the latest first.</summary>
[Rpc(
    "mentorship.v1/ListRuns", MentorshipCapabilities.Coordinate, Reads = true,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","limit":20}""",
    Answer = """{"runs":[],"nextCursor":null}""")]
public sealed class ListRuns : IRpc<ListRuns.Request, ListRuns.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        Guid ProgrammeId, [property: PageSize] int Limit = 20, [property: PageCursor] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>A page.</summary>
    /// <param name="Runs">The runs.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<MatchingRun> Runs, string? NextCursor);

    readonly record struct Place(DateTimeOffset StartedAt, Guid Id);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = $"""
            select {MatchingRun.Columns}
            from mentorship_run r
            where r.programme_id = $1 and ($2::timestamptz is null or (r.started_at, r.id) < ($2, $3))
            order by r.started_at desc, r.id desc
            limit $4
            """;

        var after = call.Cursors.Read<Place>(request.Cursor);
        var page = await call.Db.QueryAsync(
            sql, [request.ProgrammeId, after?.StartedAt.ToUniversalTime(), after?.Id ?? Guid.Empty, request.Limit], MatchingRun.Read, ct);
        return new(page, call.Cursors.Next(page, request.Limit, run => new Place(run.StartedAt, run.RunId)));
    }
}
