using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.Mentorship.Meeting;

/// <summary>Writes a note that the two of an active pair read, and no coordinator.</summary>
[Rpc(
    "mentorship.v1/AddNote", MentorshipCapabilities.View,
    Example = """{"pairId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f12","body":"Read the paper before Tuesday."}""",
    Answer = """{"noteId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f16"}""")]
public sealed class AddNote : IRpc<AddNote.Request, AddNote.Response>
{
    /// <summary>The note.</summary>
    /// <param name="PairId">The pair.</param>
    /// <param name="Body">The text.</param>
    public sealed record Request(Guid PairId, [property: Text(4_000)] string Body);

    /// <summary>The result.</summary>
    /// <param name="NoteId">The id.</param>
    public sealed record Response(Guid NoteId);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string sql = "insert into mentorship_note (id, pair_id, author_id, body, written_at) values ($1, $2, $3, $4, $5)";

        var pair = await MentorshipPair.HoldActiveAsync(call, request.PairId, ct);
        var id = Guid.CreateVersion7(call.Now);
        await call.Db.ExecuteAsync(sql, [id, pair.Id, call.Caller.UserId, request.Body, call.Now], ct);
        call.Audit.Target("pair", pair.Id);
        return new(id);
    }
}
