using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Meeting;

/// <summary>Lists what happens to a goal.</summary>
public enum GoalChange
{
    /// <summary>It was reached.</summary>
    Reached,

    /// <summary>It is open again.</summary>
    Open,

    /// <summary>It is removed.</summary>
    Removed,
}

/// <summary>Marks a goal as reached or open, or removes it.</summary>
[Rpc(
    "mentorship.v1/SetGoal", MentorshipCapabilities.View,
    Example = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","goalId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f15","change":"reached"}""",
    Answer = """{"isChanged":true}""")]
public sealed class SetGoal : IRpc<SetGoal.Request, SetGoal.Response>
{
    /// <summary>The goal.</summary>
    /// <param name="PairId">The pair.</param>
    /// <param name="GoalId">The goal.</param>
    /// <param name="Change">What happens to it.</param>
    public sealed record Request(Guid PairId, Guid GoalId, GoalChange Change);

    /// <summary>The result.</summary>
    /// <param name="IsChanged">Whether it changed.</param>
    public sealed record Response(bool IsChanged);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string remove = "delete from mentorship_goal where pair_id = $1 and id = $2";
        const string set = """
            update mentorship_goal
            set reached_at = case when $3 then now() end
            where pair_id = $1 and id = $2 and (reached_at is not null) <> $3
            """;

        var pair = await MentorshipPair.HoldActiveAsync(call, request.PairId, ct);
        var changed = request.Change == GoalChange.Removed
            ? await call.Db.ExecuteAsync(remove, [pair.Id, request.GoalId], ct)
            : await call.Db.ExecuteAsync(set, [pair.Id, request.GoalId, request.Change == GoalChange.Reached], ct);

        call.Audit.Target("pair", pair.Id).If(changed > 0);
        return new(changed > 0);
    }
}
