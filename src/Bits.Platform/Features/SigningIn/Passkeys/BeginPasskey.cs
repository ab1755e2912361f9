using System.Buffers.Text;
using Bits.Platform.Accounts;
using Bits.Platform.Audit;
using Bits.Platform.Rpc;
using Bits.Shared;

namespace Bits.Platform.Features.SigningIn.Passkeys;

/// <summary>Creates a challenge for a new passkey of the caller. Pass the fields to <c>navigator.credentials.create</c>, and its
/// answer to AddPasskey of the same session within five minutes.</summary>
[Rpc(
    "signin.v1/BeginPasskey", SigningInCapabilities.Self, Audit = AuditClass.Security, Rate = RateClass.Sensitive, StepUp = true,
    Example = """{}""",
    Answer = """{"challengeId":"5f70","challenge":"9b1c","siteId":"alumni.example.org","siteName":"BITS Alumni","userHandle":"0sGYAQ","userName":"asha","displayName":"Asha Rao","algorithms":[-8,-7,-257],"known":["cc01"]}""")]
public sealed class BeginPasskey(PasskeyProtocol protocol, AccountDirectory accounts) : IRpc<BeginPasskey.Request, BeginPasskey.Response>
{
    /// <summary>An empty request.</summary>
    public sealed record Request;

    /// <summary>The challenge; binary fields are base64url.</summary>
    /// <param name="ChallengeId">The secret for AddPasskey.</param>
    /// <param name="Challenge">The challenge.</param>
    /// <param name="SiteId">The id of the site (RP ID).</param>
    /// <param name="SiteName">The name of the site.</param>
    /// <param name="UserHandle">The handle of the account (user id).</param>
    /// <param name="UserName">The user name.</param>
    /// <param name="DisplayName">The name.</param>
    /// <param name="Algorithms">The accepted signatures (COSE), the preferred first.</param>
    /// <param name="Known">The ids of the caller's credentials: their authenticators need no second one.</param>
    public sealed record Response(
        string ChallengeId, string Challenge, string SiteId, string SiteName, string UserHandle, string UserName, string DisplayName,
        IReadOnlyList<int> Algorithms, IReadOnlyList<string> Known);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        const string known = "select credential_id from sign_in_passkey where user_id = $1 order by created_at";

        var site = protocol.SiteId;
        var account = await accounts.FindEnabledAsync(call.Db, call.Caller.UserId, ct)
            ?? throw FaultException.PermissionDenied("not_a_person", "Only accounts of people have passkeys.");
        var challenge = await PasskeyChallenges.AddAsync(call.Db, account.Id, call.Caller.SessionId, ct);
        var credentials = await call.Db.QueryAsync(known, [account.Id], row => Base64Url.EncodeToString(row.GetFieldValue<byte[]>(0)), ct);

        call.Audit.If(false);
        return new(
            challenge.Token, challenge.Challenge, site, PasskeyProtocol.SiteName, Base64Url.EncodeToString(account.Id.ToByteArray()),
            account.Username, account.Name, PasskeyProtocol.Algorithms, credentials);
    }
}
