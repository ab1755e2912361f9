using Bits.Platform.Auth;
using Bits.Platform.Rpc;

namespace Bits.Platform.Accounts;

/// <summary>Returns the caller's account and audience tags.</summary>
[Rpc(
    "accounts.v1/GetMe", Capabilities.AccountsSelf, Reads = true,
    Example = """{}""",
    Answer = """{"userId":"0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f11","username":"asha","name":"Asha Rao","primaryRole":"alumni","audienceTags":["institute","alumni","batch:2018"]}""")]
public sealed class GetMe(AccountDirectory accounts) : IRpc<GetMe.Request, GetMe.Response>
{
    /// <summary>An empty request.</summary>
    public sealed record Request;

    /// <summary>The caller.</summary>
    /// <param name="UserId">The id.</param>
    /// <param name="Username">The user name.</param>
    /// <param name="Name">The name.</param>
    /// <param name="PrimaryRole">The relation to the institute.</param>
    /// <param name="AudienceTags">The audience tags.</param>
    public sealed record Response(
        Guid UserId, string Username, string Name, PrimaryRole PrimaryRole, IReadOnlyList<string> AudienceTags);

    /// <inheritdoc />
    public async Task<Response> HandleAsync(Request request, RpcContext call, CancellationToken ct)
    {
        var account = await accounts.FindAsync(call.Db, call.Caller.UserId, ct)
            ?? throw FaultException.NotFound("user_not_found", "This account no longer exists. Ask the platform's operators.");
        var tags = await CallerAudience.TagsAsync(call.Db, call.Caller.UserId, ct);

        return new(
            account.Id, account.Username, account.Name, account.PrimaryRole, [.. tags.Select(tag => tag.Value)]);
    }
}
