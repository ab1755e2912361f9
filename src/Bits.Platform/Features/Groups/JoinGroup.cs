using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Bits.Search.Signals;

namespace Bits.Platform.Features.Groups;

/// <summary>Makes the caller a member of a group that is open to all, or requests to join one that approves its members. A
/// banned caller stays banned.</summary>
[Rpc(
    "groups.v1/JoinGroup", GroupCapabilities.Join,
    Example = """{"groupId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"outcome":"joined"}""")]
public sealed class JoinGroup(Memberships memberships) : IRpc<JoinGroup.Request, JoinGroup.Response>
{
    /// <summary>Lists the results of joining.</summary>
    public enum Result
    {
        /// <summary>The caller is now a member.</summary>
        Joined,

        /// <summary>The caller was a member already.</summary>
        AlreadyMember,

        /// <summary>Moderators approve: the request is pending.</summary>
        Requested,

        /// <summary>The request was pending already.</summary>
        AlreadyRequested,
    }

    /// <summary>The group to join.</summary>
    /// <param name="GroupId">The group.</param>
    /// <param name="Note">A message to the moderators who approve; the answer, if the group has a question.</param>
    public sealed record Request(Guid GroupId, [property: Text(Change.MaxReasonLength)] string? Note = null) : IScopedRequest
    {
        Scope IScopedRequest.Scope => Scope.Group(GroupId);
    }

    /// <summary>The result.</summary>
    /// <param name="Outcome">Joined, already a member; requested, or already requested.</param>
    public sealed record Response(Result Outcome);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var group = await Group.GetAsync(call.Db, call.Scope, ct);

        var outcome = group.JoinPolicy switch
        {
            JoinPolicy.Open => await JoinAsync(call, ct),
            JoinPolicy.Request => await RequestAsync(group, request.Note, call, ct),
            JoinPolicy.Invitation => await RefuseAsync(call, ct),
        };

        if (outcome == Result.Joined)
            await SignalRecorder.RecordAsync(
                call.Db, new(call.Caller.UserId, Surfaces.Groups, group.Id.ToString(), SignalKind.Join), ct);

        call.Audit.If(outcome is Result.Joined or Result.Requested);
        return new(outcome);
    }

    async Task<Result> JoinAsync(RpcContext call, CancellationToken ct) =>
        await memberships.JoinAsync(call.Db, call.Caller.UserId, call.Scope, ct) switch
        {
            JoinOutcome.Joined => await CloseRequestAsync(call, ct),
            JoinOutcome.AlreadyMember => Result.AlreadyMember,
            JoinOutcome.Banned => throw BannedMeanwhile(),
        };

    // A request from before the group was opened to all.
    async Task<Result> CloseRequestAsync(RpcContext call, CancellationToken ct)
    {
        if (await memberships.Requests.FindAsync(call.Db, call.Caller.UserId, call.Scope, RequestKind.Request, ct) is { } request)
            await memberships.Requests.WithdrawAsync(call.Db, call.Caller.UserId, request.Id, ct);

        return Result.Joined;
    }

    async Task<Result> RequestAsync(Group group, string? note, RpcContext call, CancellationToken ct)
    {
        if (note is null && group.JoinQuestion is { } question && !await memberships.IsMemberAsync(call.Db, call.Caller.UserId, call.Scope, ct))
            throw FaultException.InvalidArgument("note", $"is missing. Answer the question of the group: {question}");

        return await memberships.Requests.SubmitAsync(call.Db, call.Caller.UserId, call.Scope, note, ct) switch
        {
            RequestOutcome.Requested => Result.Requested,
            RequestOutcome.AlreadyRequested => Result.AlreadyRequested,
            RequestOutcome.AlreadyMember => Result.AlreadyMember,
            RequestOutcome.Banned => throw BannedMeanwhile(),
        };
    }

    async Task<Result> RefuseAsync(RpcContext call, CancellationToken ct) =>
        await memberships.IsMemberAsync(call.Db, call.Caller.UserId, call.Scope, ct)
            ? Result.AlreadyMember
            : throw FaultException.FailedPrecondition(
                "invitation_only", "This group admits by invitation only. Accept an invitation, or ask a member for one.");

    // The pipeline checked before; a ban since then gives the same answer.
    static FaultException BannedMeanwhile() => FaultException.PermissionDenied(
        DecisionRules.Banned, "You are banned here. Ask a moderator to lift the ban.");
}
