using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Meeting;

/// <summary>Adds a goal to an active pair of the caller.</summary>
[Rpc(
    "mentorship.v1/AddGoal", MentorshipCapabilities.View,
    Example = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","body":"Publish one article."}""",
    Answer = """{"goalId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f15"}""")]
public sealed class AddGoal : IRpc<AddGoal.Request, AddGoal.Response>
{
    const int Max = 50;

    /// <summary>The goal.</summary>
    /// <param name="PairId">The pair.</param>
    /// <param name="Body">The text.</param>
    public sealed record Request(Guid PairId, [property: Text(500)] string Body);

    /// <summary>The result.</summary>
    /// <param name="GoalId">The id.</param>
    public sealed record Response(Guid GoalId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string count = "select count(*) from mentorship_goal where pair_id = $1";
        const string sql = "insert into mentorship_goal (id, pair_id, body, created_by, created_at) values ($1, $2, $3, $4, $5)";

        var pair = await MentorshipPair.HoldActiveAsync(call, request.PairId, ct);
        if (await call.Db.FindAsync(count, [pair.Id], row => row.GetInt64(0), ct) >= Max)
            throw FaultException.ResourceExhausted("too_many_goals", $"The pair has {Max} goals. Remove one first.", retryAfter: null);

        var id = Guid.CreateVersion7(call.Now);
        await call.Db.ExecuteAsync(sql, [id, pair.Id, request.Body, call.Caller.UserId, call.Now], ct);
        call.Audit.Target("pair", pair.Id);
        return new(id);
    }
}
