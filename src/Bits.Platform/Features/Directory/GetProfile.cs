using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Directory;

/// <summary>Gets a person's profile as the caller may see it.</summary>
[Rpc(
    "directory.v1/GetProfile", DirectoryCapabilities.Read, Reads = true,
    Example = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11"}""",
    Answer = """{"profile":{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","username":"bikram","name":"Bikram Sen","primaryRole":"alumni","batch":2012,"campus":"goa","fields":{"spokenName":null,"nicknames":["Bik"],"formerNames":[],"headline":"Builds bridges.","degree":"B.E.","branch":"Civil","city":"Pune","company":"Setu Works","title":"Engineer","industry":"Construction","skills":["tendering"],"languages":["Bengali"],"links":[],"phone":null,"email":null,"openTo":["mentoring"],"photoId":null},"sharesBatch":false,"sharesGroup":true,"connection":"none","can":["connect","block"],"verification":{"level":"institute","since":"2026-11-23T18:00:00Z","until":null,"vouchers":[]}}}""")]
public sealed class GetProfile(PeopleReader people, PeopleSeen seen) : IRpc<GetProfile.Request, GetProfile.Response>
{
    /// <summary>The person.</summary>
    /// <param name="UserId">The person.</param>
    public sealed record Request(Guid UserId);

    /// <summary>The profile.</summary>
    /// <param name="Profile">The profile.</param>
    public sealed record Response(ProfileView Profile);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var profile = await people.FindAsync(call.Db, call.Caller.UserId, request.UserId, ct) ?? throw NotFound(request.UserId);
        await seen.CountAsync(call.Caller.UserId, [request.UserId], ct);
        return new(profile);
    }

    /// <summary>Returns the fault of a person who is not in the directory.</summary>
    internal static FaultException NotFound(Guid userId) =>
        FaultException.NotFound("person_not_found", $"There is no person {userId} in the directory.");
}
