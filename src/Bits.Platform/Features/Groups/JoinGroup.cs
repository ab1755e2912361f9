using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Search;
using Bits.Search.Signals;

namespace Bits.Platform.Features.Groups;

/// <summary>The caller becomes a member of a public group; of a private one they ask to be let in. A ban stays a ban.
/// </summary>
[Rpc(
    "groups.v1/JoinGroup", Capabilities.GroupsJoin,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"outcome":"joined"}""")]
public sealed class JoinGroup(Memberships memberships) : IRpc<JoinGroup.Request, JoinGroup.Response>
{
    /// <summary>What came of joining.</summary>
    public enum Result
    {
        /// <summary>Is a member now.</summary>
        Joined,

        /// <summary>Was one already.</summary>
        AlreadyMember,

        /// <summary>The group is private: the request waits to be granted.</summary>
        Requested,

        /// <summary>It waited already.</summary>
        AlreadyRequested,
    }

    /// <summary>What to join.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Note">A word to those who decide, where the group is private.</param>
    public sealed record Request(Guid GroupId, [property: Text(Change.MaxReasonLength)] string? Note = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>What came of it.</summary>
    /// <param name="Outcome">Joined, already a member; requested, or already requested.</param>
    public sealed record Response(Result Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var group = await Group.GetAsync(call.Db, request.GroupId, ct);

        var outcome = group.Visibility switch
        {
            ScopeVisibility.Public => await JoinAsync(call, ct),
            ScopeVisibility.Private => await RequestAsync(call, request.Note, ct),
        };

        if (outcome == Result.Joined)
            await SignalRecorder.RecordAsync(
                call.Db, new(call.Caller.UserId, Surfaces.Groups, request.GroupId.ToString(), SignalKind.Join), ct);

        call.Audit.If(outcome is Result.Joined or Result.Requested);
        return new(outcome);
    }

    async Task<Result> JoinAsync(RpcContext call, CancellationToken ct) =>
        await memberships.JoinAsync(call.Db, call.Caller.UserId, call.Scope, ct) switch
        {
            JoinOutcome.Joined => Result.Joined,
            JoinOutcome.AlreadyMember => Result.AlreadyMember,
            JoinOutcome.Banned => throw BannedMeanwhile(),
        };

    async Task<Result> RequestAsync(RpcContext call, string? note, CancellationToken ct) =>
        await memberships.RequestAsync(call.Db, call.Caller.UserId, call.Scope, note, ct) switch
        {
            RequestOutcome.Requested => Result.Requested,
            RequestOutcome.AlreadyRequested => Result.AlreadyRequested,
            RequestOutcome.AlreadyMember => Result.AlreadyMember,
            RequestOutcome.Banned => throw BannedMeanwhile(),
        };

    // Decided before; a ban that came between is the same answer.
    static FaultException BannedMeanwhile() => FaultException.PermissionDenied(
        DecisionRules.Banned, "You are banned here; ask those who run it to lift the ban.");
}
