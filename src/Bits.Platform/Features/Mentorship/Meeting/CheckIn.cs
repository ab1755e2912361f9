using System.ComponentModel.DataAnnotations;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Meeting;

/// <summary>Answers how a mentorship goes. Coordinators read it, the other one does not. A second answer within a day replaces the
/// first.</summary>
[Rpc(
    "mentorship.v1/CheckIn", MentorshipCapabilities.View,
    Example = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","mood":4,"comment":"We meet every week."}""",
    Answer = """{"isNew":true}""")]
public sealed class CheckIn : IRpc<CheckIn.Request, CheckIn.Response>
{
    /// <summary>The answer.</summary>
    /// <param name="PairId">The pair.</param>
    /// <param name="Mood">How it goes, from 1, badly, to 5, well.</param>
    /// <param name="Comment">A few words; null for none.</param>
    public sealed record Request(
        Guid PairId, [property: Range(1, 5, ErrorMessage = "must be 1 to 5.")] int Mood, [property: Text(1_000)] string? Comment = null);

    /// <summary>The result.</summary>
    /// <param name="IsNew">Whether it is another answer, and not a replaced one.</param>
    public sealed record Response(bool IsNew);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string replace = """
            update mentorship_check_in
            set mood = $3, comment = $4, answered_at = $5
            where pair_id = $1 and user_id = $2 and answered_at > $5::timestamptz - interval '1 day'
            """;
        const string sql = """
            insert into mentorship_check_in (id, pair_id, user_id, mood, comment, answered_at) values ($1, $2, $3, $4, $5, $6)
            """;

        var (pair, me) = (await MentorshipPair.HoldActiveAsync(call, request.PairId, ct), call.Caller.UserId);
        var isNew = await call.Db.ExecuteAsync(replace, [pair.Id, me, request.Mood, request.Comment, call.Now], ct) == 0;
        if (isNew)
            await call.Db.ExecuteAsync(sql, [Guid.CreateVersion7(call.Now), pair.Id, me, request.Mood, request.Comment, call.Now], ct);

        call.Audit.Target("pair", pair.Id);
        return new(isNew);
    }
}
