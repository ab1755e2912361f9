using Bits.Membership;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Lists the pairs of a programme for its coordinators, with the reasons of each match.</summary>
[Rpc(
    "mentorship.v1/ListPairs", MentorshipCapabilities.Coordinate, Reads = true,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","state":"proposed","limit":20}""",
    Answer = """{"pairs":[],"nextCursor":null,"counts":[{"state":"proposed","pairs":40}]}""")]
public sealed class ListPairs(PairViews views) : IRpc<ListPairs.Request, ListPairs.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="State">The state; null for all.</param>
    /// <param name="RunId">The run that has proposed them; null for all.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        Guid ProgrammeId, PairState? State = null, Guid? RunId = null, [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>A page.</summary>
    /// <param name="Pairs">The pairs, the oldest first.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    /// <param name="Counts">The number of all pairs of the programme by state.</param>
    public sealed record Response(IReadOnlyList<PairView> Pairs, string? NextCursor, IReadOnlyList<StateCount> Counts);

    /// <summary>The pairs in a state.</summary>
    /// <param name="State">The state.</param>
    /// <param name="Pairs">Their number.</param>
    public sealed record StateCount(PairState State, long Pairs);

    readonly record struct Place(Guid Id);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = $"""
            select {MentorshipPair.Columns}
            from mentorship_pair p
            where p.programme_id = $1 and p.id > $2 and ($3::text is null or p.state = $3) and ($4::uuid is null or p.run_id = $4)
            order by p.id
            limit $5
            """;
        const string counts = "select state, count(*) from mentorship_pair where programme_id = $1 group by state order by state";

        var after = call.Cursors.Read<Place>(request.Cursor)?.Id ?? Guid.Empty;
        var page = await call.Db.QueryAsync(
            sql, [request.ProgrammeId, after, request.State?.ToText(), request.RunId, request.Limit], MentorshipPair.Read, ct);

        return new(
            await views.ListForCoordinatorAsync(call.Db, page, ct), call.Cursors.Next(page, request.Limit, pair => new Place(pair.Id)),
            await call.Db.QueryAsync(
                counts, [request.ProgrammeId], row => new StateCount(EnumText.Parse<PairState>(row.GetString(0)), row.GetInt64(1)), ct));
    }
}
