using Bits.Platform.Accounts;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Directory;

/// <summary>Gets the caller's own profile, whole, with the audience of each field.</summary>
[Rpc(
    "directory.v1/GetOwnProfile", DirectoryCapabilities.EditOwn, Reads = true,
    Example = "{}",
    Answer = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","name":"Asha Rao","batch":2018,"campus":"goa","fields":{"spokenName":null,"nicknames":[],"formerNames":[],"headline":"Rows at dawn.","degree":"B.E.","branch":"Chemical","city":"Pune","company":"Setu Works","title":"Engineer","industry":"Construction","skills":["tendering"],"languages":["Kannada"],"links":["https://example.org/asha"],"phone":"+919876543210","email":"asha@example.org","openTo":["mentoring"],"photoId":null},"audiences":[{"field":"phone","audience":"connections"}],"version":3}""")]
public sealed class GetOwnProfile : IRpc<GetOwnProfile.Request, GetOwnProfile.Response>
{
    /// <summary>No fields.</summary>
    public sealed record Request;

    /// <summary>The profile.</summary>
    /// <param name="UserId">The caller.</param>
    /// <param name="Name">The name, which the institute keeps.</param>
    /// <param name="Batch">The year of graduation, which the institute keeps; null without one.</param>
    /// <param name="Campus">The campus, which the institute keeps; null when unknown.</param>
    /// <param name="Fields">All fields.</param>
    /// <param name="Audiences">The audience of each field.</param>
    /// <param name="Version">Rises with each change.</param>
    public sealed record Response(
        Guid UserId, string Name, int? Batch, string? Campus, ProfileFields Fields, IReadOnlyList<FieldAudience> Audiences, int Version);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var me = call.Caller.UserId;
        var account = (await AccountDirectory.ListOverviewsAsync(call.Db, [me], ct)).Find(account => account.ClientId is null)
            ?? throw GetProfile.NotFound(me);
        var profile = (await Profile.ListAsync(call.Db, [me], ct))[me];

        return new(
            me, account.Account.Name, account.Account.Batch, account.Campus, profile.Fields,
            [.. FieldRules.All.Select(rule => new FieldAudience(rule.Field, profile.Audiences[rule.Field]))], profile.Version);
    }
}

/// <summary>Who may see a field.</summary>
/// <param name="Field">The field.</param>
/// <param name="Audience">The audience.</param>
public sealed record FieldAudience(ProfileField Field, Audience Audience);
