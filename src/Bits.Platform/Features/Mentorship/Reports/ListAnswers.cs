using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Mentorship.Applications;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Reports;

/// <summary>Lists what the two of a pair tell coordinators.</summary>
public enum AnswerKind
{
    /// <summary>How it goes, asked every few weeks.</summary>
    CheckIn,

    /// <summary>What it was like.</summary>
    Feedback,
}

/// <summary>Lists the check-ins and the feedback of a programme for its coordinators, the latest first.</summary>
[Rpc(
    "mentorship.v1/ListAnswers", MentorshipCapabilities.Coordinate, Reads = true,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10","kind":"check_in","limit":20}""",
    Answer = """{"answers":[{"kind":"check_in","pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","by":{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f14","name":"Asha"},"role":"mentee","other":{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","name":"Divya"},"mark":4,"comment":"We meet every week.","at":"2027-02-17T00:00:00Z"}],"nextCursor":null}""")]
public sealed class ListAnswers(AccountDirectory accounts) : IRpc<ListAnswers.Request, ListAnswers.Response>
{
    /// <summary>The page to list.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    /// <param name="Kind">Check-ins or feedback; null for both.</param>
    /// <param name="Limit">The maximum page size, 1 to 100.</param>
    /// <param name="Cursor">The nextCursor of the previous page; null for the first page.</param>
    public sealed record Request(
        Guid ProgrammeId, AnswerKind? Kind = null, [property: PageSize] int Limit = 20, [property: PageCursor] string? Cursor = null)
        : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.MentorshipProgramme(ProgrammeId);
    }

    /// <summary>A page.</summary>
    /// <param name="Answers">The answers.</param>
    /// <param name="NextCursor">The cursor of the next page; null on the last page.</param>
    public sealed record Response(IReadOnlyList<Item> Answers, string? NextCursor);

    /// <summary>An answer.</summary>
    /// <param name="Kind">Check-in or feedback.</param>
    /// <param name="PairId">The pair.</param>
    /// <param name="By">Who answered.</param>
    /// <param name="Role">As what.</param>
    /// <param name="Other">The other one of the pair.</param>
    /// <param name="Mark">The mark, from 1 to 5, the best.</param>
    /// <param name="Comment">A few words; null for none.</param>
    /// <param name="At">The time of the answer.</param>
    public sealed record Item(
        AnswerKind Kind, Guid PairId, NamedUser By, ApplicantRole Role, NamedUser Other, int Mark, string? Comment, DateTimeOffset At);

    readonly record struct Place(DateTimeOffset At, Guid PairId, Guid UserId, string Kind);

    sealed record Row(string Kind, Guid PairId, Guid UserId, int Mark, string? Comment, DateTimeOffset At, Guid Mentor, Guid Mentee)
    {
        public bool IsMentor => UserId == Mentor;
    }

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var page = await ListAsync(call, request, call.Cursors.Read<Place>(request.Cursor), ct);
        var names = await accounts.ListNamesAsync(call.Db, page.SelectMany(row => new[] { row.Mentor, row.Mentee }), ct);

        return new(
            [
                .. page.Select(row => new Item(
                    EnumText.Parse<AnswerKind>(row.Kind), row.PairId, NamedUser.Of(row.UserId, names),
                    row.IsMentor ? ApplicantRole.Mentor : ApplicantRole.Mentee,
                    NamedUser.Of(row.IsMentor ? row.Mentee : row.Mentor, names), row.Mark, row.Comment, row.At)),
            ],
            call.Cursors.Next(page, request.Limit, row => new Place(row.At, row.PairId, row.UserId, row.Kind)));
    }

    static Task<List<Row>> ListAsync(RpcContext call, Request request, Place? after, CancellationToken ct)
    {
        const string sql = """
            select a.kind, a.pair_id, a.user_id, a.mark, a.comment, a.at, p.mentor_user_id, p.mentee_user_id
            from mentorship_pair p
            join (
                select 'check_in' as kind, pair_id, user_id, mood as mark, comment, answered_at as at from mentorship_check_in
                union all
                select 'feedback', pair_id, user_id, rating, comment, given_at from mentorship_feedback) a on a.pair_id = p.id
            where p.programme_id = $1 and ($2::text is null or a.kind = $2)
              and ($3::timestamptz is null or (a.at, a.pair_id, a.user_id, a.kind) < ($3, $4::uuid, $5::uuid, $6::text))
            order by a.at desc, a.pair_id desc, a.user_id desc, a.kind desc
            limit $7
            """;

        return call.Db.QueryAsync(
            sql,
            [
                request.ProgrammeId, request.Kind?.ToText(), after?.At.ToUniversalTime(), after?.PairId, after?.UserId, after?.Kind,
                request.Limit,
            ],
            Read, ct);
    }

    static Row Read(NpgsqlDataReader row) => new(
        row.GetString(0), row.GetGuid(1), row.GetGuid(2), row.GetInt32(3), row.NullableString(4), row.GetFieldValue<DateTimeOffset>(5),
        row.GetGuid(6), row.GetGuid(7));
}
