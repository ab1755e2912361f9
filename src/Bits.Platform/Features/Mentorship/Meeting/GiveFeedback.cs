using System.ComponentModel.DataAnnotations;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Meeting;

/// <summary>Gives feedback on a mentorship, during it or after it. Coordinators read it, the other one does not. A later one replaces
/// it.</summary>
[Rpc(
    "mentorship.v1/GiveFeedback", MentorshipCapabilities.View,
    Example = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","rating":5,"comment":"I learnt a lot."}""",
    Answer = """{}""")]
public sealed class GiveFeedback : IRpc<GiveFeedback.Request, GiveFeedback.Response>
{
    /// <summary>The feedback.</summary>
    /// <param name="PairId">The pair.</param>
    /// <param name="Rating">The mark, from 1 to 5, the best.</param>
    /// <param name="Comment">A few words; null for none.</param>
    public sealed record Request(
        Guid PairId, [property: Range(1, 5, ErrorMessage = "must be 1 to 5.")] int Rating, [property: Text(2_000)] string? Comment = null);

    /// <summary>Nothing more to say.</summary>
    public sealed record Response;

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = """
            insert into mentorship_feedback (pair_id, user_id, rating, comment, given_at)
            values ($1, $2, $3, $4, $5)
            on conflict on constraint mentorship_feedback_pkey do update
            set rating = excluded.rating, comment = excluded.comment, given_at = excluded.given_at
            """;

        var pair = await MentorshipPair.GetOwnAsync(call, request.PairId, ct);
        if (pair.State is not (PairState.Active or PairState.Ended))
            throw MentorshipPair.NotActive(pair);

        await call.Db.ExecuteAsync(sql, [pair.Id, call.Caller.UserId, request.Rating, request.Comment, call.Now], ct);
        call.Audit.Target("pair", pair.Id);
        return new();
    }
}
