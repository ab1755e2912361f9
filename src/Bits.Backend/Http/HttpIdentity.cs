using System.Security.Claims;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace Bits.Backend.Http;

/// <summary>Who a bearer token proves the caller to be.</summary>
static class HttpIdentity
{
    /// <summary>Checks the token of a request.</summary>
    /// <exception cref="FaultException">There is none, or it is not good; the message says what to do.</exception>
    public static async Task<Identity> ProveAsync(HttpContext http, AuthSettings settings)
    {
        var result = await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);

        return result switch
        {
            { Principal: { } principal } => Identify(principal, settings),
            { Failure: SecurityTokenExpiredException expired } => throw FaultException.Unauthenticated(
                $"The token in the Authorization header expired at {expired.Expires:yyyy-MM-ddTHH:mm:ssZ}; get a new one."),
            { Failure: not null } => throw FaultException.Unauthenticated(
                "The token in the Authorization header is not one of ours, or was changed; get a new one."),
            _ => throw FaultException.Unauthenticated(
                "Send a token in the Authorization header, as: Bearer <token>."),
        };
    }

    static Identity Identify(ClaimsPrincipal principal, AuthSettings settings)
    {
        var value = principal.FindFirstValue(settings.UserClaim);
        if (settings.UserClaim == "email" && value is not null && principal.FindFirstValue("email_verified") == "true")
            return Identity.OfVerifiedEmail(value);

        return settings.UserClaim != "email" && Guid.TryParse(value, out var userId)
            ? Identity.OfUser(userId)
            : throw FaultException.Unauthenticated(
                $"The token does not say in the claim {settings.UserClaim} who has an account here.");
    }
}
