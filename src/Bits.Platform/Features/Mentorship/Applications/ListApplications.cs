using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Applications;

/// <summary>Lists the applications to a programme for its coordinators.</summary>
[Rpc(
    "mentorship.v1/ListApplications", MentorshipCapabilities.Coordinate, Reads = true,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","role":"mentee","limit":20}""",
    Answer = """{"applications":[],"nextCursor":null,"counts":{"mentors":12,"mentees":40,"places":30,"placesTaken":4}}""")]
public sealed class ListApplications(AccountDirectory accounts) : IRpc<ListApplications.Request, ListApplications.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="Role">Mentors or mentees; null for both.</param>
    /// <param name="State">The state; null for all.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        Guid ProgrammeId, ApplicantRole? Role = null, ApplicationState? State = ApplicationState.Submitted,
        [property: PageSize] int Limit = 20, [property: PageCursor] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>A page.</summary>
    /// <param name="Applications">The applications.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    /// <param name="Counts">The submitted applications of the programme.</param>
    public sealed record Response(IReadOnlyList<ApplicationView> Applications, string? NextCursor, Totals Counts);

    /// <summary>The submitted applications of a programme.</summary>
    /// <param name="Mentors">The number of mentors.</param>
    /// <param name="Mentees">The number of mentees.</param>
    /// <param name="Places">The places of all mentors.</param>
    /// <param name="PlacesTaken">The taken places.</param>
    public sealed record Totals(long Mentors, long Mentees, long Places, long PlacesTaken);

    readonly record struct Place(Guid UserId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = $"""
            select {Application.Columns}
            from mentorship_application a
            where a.programme_id = $1 and a.user_id > $2 and ($3::text is null or a.role = $3) and ($4::text is null or a.state = $4)
            order by a.user_id
            limit $5
            """;
        const string counts = """
            select count(*) filter (where role = 'mentor'), count(*) filter (where role = 'mentee'), coalesce(sum(capacity), 0),
                   coalesce(sum(taken), 0)
            from mentorship_application
            where programme_id = $1 and state = 'submitted'
            """;

        var after = call.Cursors.Read<Place>(request.Cursor)?.UserId ?? Guid.Empty;
        var page = await call.Db.QueryAsync(
            sql, [request.ProgrammeId, after, request.Role?.ToText(), request.State?.ToText(), request.Limit], Application.Read, ct);
        var names = await accounts.ListNamesAsync(call.Db, page.SelectMany(ApplicationView.People), ct);
        var totals = await call.Db.FindAsync(
            counts, [request.ProgrammeId],
            row => new Totals(row.GetInt64(0), row.GetInt64(1), row.GetInt64(2), row.GetInt64(3)), ct);

        return new(
            [.. page.Select(a => ApplicationView.Of(a, names))],
            call.Cursors.Next(page, request.Limit, a => new Place(a.UserId)), totals!);
    }
}
