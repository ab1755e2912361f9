using Bits.Platform.Accounts;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Mentorship.Applications;

/// <summary>Shows the caller's own application to a programme.</summary>
[Rpc(
    "mentorship.v1/GetMyApplication", MentorshipCapabilities.View, Reads = true,
    Example = """{"programmeId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}""",
    Answer = """{"application":null}""")]
public sealed class GetMyApplication(ProgrammeGate gate, AccountDirectory accounts) : IRpc<GetMyApplication.Request, GetMyApplication.Response>
{
    /// <summary>The programme.</summary>
    /// <param name="ProgrammeId">The programme.</param>
    public sealed record Request(Guid ProgrammeId);

    /// <summary>The application.</summary>
    /// <param name="Application">The application; null without one.</param>
    public sealed record Response(ApplicationView? Application);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        await gate.RequireVisibleAsync(call, request.ProgrammeId, ct);
        if (await Application.FindAsync(call.Db, request.ProgrammeId, call.Caller.UserId, ct) is not { } own)
            return new(null);

        return new(ApplicationView.Of(own, await accounts.ListNamesAsync(call.Db, ApplicationView.People(own), ct)));
    }
}
