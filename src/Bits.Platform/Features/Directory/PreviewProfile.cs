using Bits.Platform.Accounts;
using Bits.Platform.Features.Directory.Verifying;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Directory;

/// <summary>Shows the caller's own profile as others see it.</summary>
[Rpc(
    "directory.v1/PreviewProfile", DirectoryCapabilities.EditOwn, Reads = true,
    Example = """{"as":"batch_mate"}""",
    Answer = """{"profile":{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","username":"asha","name":"Asha Rao","primaryRole":"alumni","batch":2018,"campus":"goa","fields":{"spokenName":null,"nicknames":[],"formerNames":[],"headline":"Rows at dawn.","degree":"B.E.","branch":"Chemical","city":"Pune","company":null,"title":null,"industry":null,"skills":[],"languages":[],"links":[],"phone":null,"email":null,"openTo":[],"photoId":null},"sharesBatch":true,"sharesGroup":false,"connection":"none","can":[],"verification":null}}""")]
public sealed class PreviewProfile(Verifications verifications) : IRpc<PreviewProfile.Request, PreviewProfile.Response>
{
    /// <summary>Lists through whose eyes to look.</summary>
    public enum Viewer
    {
        /// <summary>A member who is not related.</summary>
        Stranger,

        /// <summary>A member of the same batch.</summary>
        BatchMate,

        /// <summary>A member of the same group or chapter.</summary>
        GroupMember,

        /// <summary>A connection.</summary>
        Connection,
    }

    /// <summary>The viewer.</summary>
    /// <param name="As">Through whose eyes to look.</param>
    public sealed record Request(Viewer As);

    /// <summary>The profile.</summary>
    /// <param name="Profile">The profile.</param>
    public sealed record Response(ProfileView Profile);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var me = call.Caller.UserId;
        var account = (await AccountDirectory.ListOverviewsAsync(call.Db, [me], ct)).Find(account => account.ClientId is null)
            ?? throw GetProfile.NotFound(me);
        var profile = (await Profile.ListAsync(call.Db, [me], ct))[me];
        var (relation, connection) = request.As switch
        {
            Viewer.Stranger => (Relation.None, ConnectionView.None),
            Viewer.BatchMate => (Relation.Batch, ConnectionView.None),
            Viewer.GroupMember => (Relation.Groups, ConnectionView.None),
            Viewer.Connection => (Relation.Connection, ConnectionView.Connected),
        };

        var verification = (await verifications.ListAsync(call.Db, [me], ct)).GetValueOrDefault(me);
        return new(ProfileView.Of(account, profile, relation, connection, [], verification));
    }
}
