using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Programmes;

/// <summary>Lists programmes, the latest start first: those that are public knowledge, and drafts that the caller coordinates.
/// </summary>
[Rpc(
    "mentorship.v1/ListProgrammes", MentorshipCapabilities.View, Reads = true,
    Example = """{"limit":20}""",
    Answer = """{"programmes":[{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","name":"First years in industry","description":"","state":"applications_open","applicationsEndAt":"2027-01-15T00:00:00Z","startsAt":"2027-02-01T00:00:00Z","endsAt":"2027-07-31T00:00:00Z","mentors":12,"mentees":40,"role":null,"can":["apply_as_mentee"]}],"nextCursor":null}""")]
public sealed class ListProgrammes(ProgrammeViews views, Memberships memberships) : IRpc<ListProgrammes.Request, ListProgrammes.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="State">The state; null for all.</param>
    /// <param name="Mine">Only programmes of which the caller is a member.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        ProgrammeState? State = null, bool Mine = false, [property: PageSize] int Limit = 20, [property: PageCursor] string? Cursor = null);

    /// <summary>A page.</summary>
    /// <param name="Programmes">The programmes.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<ProgrammeView> Programmes, string? NextCursor);

    readonly record struct Place(DateTimeOffset StartsAt, Guid Id);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var mine = (await memberships.AudienceTagsAsync(call.Db, call.Caller.UserId, ct)).Select(Scope.Parse)
            .Where(scope => scope.Type == ScopeTypes.MentorshipProgramme).Select(scope => Guid.Parse(scope.Id)).ToArray();
        var page = await ListAsync(call, request, mine, call.Cursors.Read<Place>(request.Cursor), ct);

        return new(
            await views.ListAsync(call.Db, call.Caller, page, call.Now, ct),
            call.Cursors.Next(page, request.Limit, p => new Place(p.StartsAt, p.Id)));
    }

    static Task<List<Programme>> ListAsync(RpcContext call, Request request, Guid[] mine, Place? after, CancellationToken ct)
    {
        const string sql = $"""
            select {Programme.Columns}
            from mentorship_programme p
            where (p.state <> 'draft' or p.id = any($1) or $2) and ($3::text is null or p.state = $3)
              and (not $4 or p.id = any($1))
              and ($5::timestamptz is null or (p.starts_at, p.id) < ($5, $6))
            order by p.starts_at desc, p.id desc
            limit $7
            """;

        var seesDrafts = Capabilities.Get(MentorshipCapabilities.Coordinate).MayByPlatform(call.Caller.PlatformRole);
        return call.Db.QueryAsync(
            sql,
            [mine, seesDrafts, request.State?.ToText(), request.Mine, after?.StartsAt.ToUniversalTime(), after?.Id ?? Guid.Empty, request.Limit],
            Programme.Read, ct);
    }
}
