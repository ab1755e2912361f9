using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Runs;

/// <summary>Lists what a run gives each mentee, beside the mentor of now.</summary>
[Rpc(
    "mentorship.v1/ListRunPairs", MentorshipCapabilities.Coordinate, Reads = true,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","runId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f13","limit":20}""",
    Answer = """{"pairs":[],"nextCursor":null}""")]
public sealed class ListRunPairs(AccountDirectory accounts) : IRpc<ListRunPairs.Request, ListRunPairs.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="RunId">The run; a finished one.</param>
    /// <param name="OnlyChanged">Only mentees whose mentor of now is another one, or who have none in one of the two.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        Guid ProgrammeId, Guid RunId, bool OnlyChanged = false, [property: PageSize] int Limit = 20,
        [property: PageCursor] string? Cursor = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>A page.</summary>
    /// <param name="Pairs">The mentees.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Item> Pairs, string? NextCursor);

    /// <summary>A mentee.</summary>
    /// <param name="Mentee">The mentee.</param>
    /// <param name="Mentor">The mentor in the run; null without one.</param>
    /// <param name="Explanation">Why; null without a mentor.</param>
    /// <param name="Current">The mentor of now; null without one.</param>
    /// <param name="CurrentState">The state of that pair; null without one.</param>
    public sealed record Item(NamedUser Mentee, NamedUser? Mentor, MatchExplanation? Explanation, NamedUser? Current, PairState? CurrentState);

    readonly record struct Place(int Number);

    sealed record Row(RunMentee Mentee, RunMentor? Mentor, Guid? Current, string? State);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await MatchingRun.GetAsync(call.Db, request.ProgrammeId, request.RunId, ct);
        var page = await ListAsync(call, request, call.Cursors.Read<Place>(request.Cursor)?.Number ?? -1, ct);
        var names = await accounts.ListNamesAsync(
            call.Db, page.SelectMany(row => new[] { row.Mentee.UserId, row.Mentor?.UserId, row.Current }).OfType<Guid>(), ct);

        return new(
            [
                .. page.Select(row => new Item(
                    NamedUser.Of(row.Mentee.UserId, names), row.Mentor is { } mentor ? NamedUser.Of(mentor.UserId, names) : null,
                    row.Mentor is { } explained ? MatchExplanation.Of(explained, row.Mentee, ExplanationReader.Coordinator) : null,
                    row.Current is { } current ? NamedUser.Of(current, names) : null, EnumText.Find<PairState>(row.State))),
            ],
            call.Cursors.Next(page, request.Limit, row => new Place(row.Mentee.Place)));
    }

    static Task<List<Row>> ListAsync(RpcContext call, Request request, int after, CancellationToken ct)
    {
        const string sql = $"""
            select {RunSnapshot.MenteeColumns}, p.mentor_user_id, p.state, m.place is not null, {RunSnapshot.MentorColumns}
            from mentorship_run_mentee e
            left join mentorship_run_mentor m on m.run_id = e.run_id and m.place = e.mentor_place
            left join mentorship_pair p
                on p.programme_id = $2 and p.mentee_user_id = e.user_id and p.state in ('proposed', 'approved', 'active')
            where e.run_id = $1 and e.place > $3 and (not $4 or m.user_id is distinct from p.mentor_user_id)
            order by e.place
            limit $5
            """;

        return call.Db.QueryAsync(
            sql, [request.RunId, request.ProgrammeId, after, request.OnlyChanged, request.Limit],
            row => new Row(
                RunSnapshot.ReadMentee(row, 0), row.GetBoolean(15) ? RunSnapshot.ReadMentor(row, 16) : null, row.Nullable<Guid>(13),
                row.NullableString(14)), ct);
    }
}
