using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Meeting;

/// <summary>Removes a note of the caller.</summary>
[Rpc(
    "mentorship.v1/RemoveNote", MentorshipCapabilities.View,
    Example = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","noteId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f16"}""",
    Answer = """{"isRemoved":true}""")]
public sealed class RemoveNote : IRpc<RemoveNote.Request, RemoveNote.Response>
{
    /// <summary>The note.</summary>
    /// <param name="PairId">The pair.</param>
    /// <param name="NoteId">The note.</param>
    public sealed record Request(Guid PairId, Guid NoteId);

    /// <summary>The result.</summary>
    /// <param name="IsRemoved">Whether there was such a note of the caller.</param>
    public sealed record Response(bool IsRemoved);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = "delete from mentorship_note where pair_id = $1 and id = $2 and author_id = $3";

        var pair = await MentorshipPair.GetOwnAsync(call, request.PairId, ct);
        var isRemoved = await call.Db.ExecuteAsync(sql, [pair.Id, request.NoteId, call.Caller.UserId], ct) > 0;
        call.Audit.Target("pair", pair.Id).If(isRemoved);
        return new(isRemoved);
    }
}
