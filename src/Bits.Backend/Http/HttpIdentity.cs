using System.Globalization;
using System.Security.Claims;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace Bits.Backend.Http;

/// <summary>Authenticates requests by a bearer token or the cookie of a browser session.</summary>
sealed class HttpIdentity(AuthSettings settings, TokenProofs proofs, TimeProvider time)
{
    const int MaxSessionLength = 150;
    const long MaxSeconds = 253_402_300_799; // the year 9999

    /// <summary>Authenticates a request.</summary>
    /// <exception cref="FaultException">The proof is missing or invalid; the message names the remedy.</exception>
    public async Task<Identity> ProveAsync(HttpContext http)
    {
        if (http.Request.Headers.Authorization.Count == 0 && SessionCookie.Read(http) is { } session)
            return session;

        var header = http.Request.Headers.Authorization.ToString();
        if (proofs.Find(header) is { } proved)
            return proved;

        var result = await http.AuthenticateAsync(JwtBearerDefaults.AuthenticationScheme);
        return result switch
        {
            { Principal: { } principal } => Remember(header, Identify(principal), result.Properties?.ExpiresUtc),
            { Failure: SecurityTokenExpiredException expired } => throw FaultException.Unauthenticated(
                $"The token in the Authorization header expired at {expired.Expires:yyyy-MM-ddTHH:mm:ssZ}. Get a new one."),
            { Failure: not null } => throw FaultException.Unauthenticated(
                "The token in the Authorization header has another issuer, or was changed. Get a new one."),
            _ => throw FaultException.Unauthenticated(
                "Send a token in the Authorization header, as: Bearer <token>."),
        };
    }

    // Without a time of issue, or with one in the future, ending all sessions would not end the token.
    Identity Remember(string header, Identity identity, DateTimeOffset? expires)
    {
        if (identity.IssuedAt is not { } issued || issued > time.GetUtcNow() + settings.ClockTolerance)
            throw FaultException.Unauthenticated(
                "The token in the Authorization header has no time of issue (iat), or one in the future. Get a "
                + "new one.");

        identity = identity with { ExpiresAt = expires };
        proofs.Add(header, identity, expires);
        return identity;
    }

    /// <summary>Returns the identity of a principal of the provider.</summary>
    /// <exception cref="FaultException">The token names no account or machine.</exception>
    public Identity Identify(ClaimsPrincipal principal)
    {
        var identity = OfMachine(principal) ?? OfPerson(principal);

        return identity with
        {
            SessionId = (principal.FindFirstValue("sid") ?? principal.FindFirstValue("jti")) is { Length: <= MaxSessionLength } id
                ? $"token:{id}"
                : null,
            IssuedAt = Time(principal, "iat"),
            SignIn = new(
                Time(principal, "auth_time"), principal.FindFirstValue("acr"), [.. principal.FindAll("amr").Select(claim => claim.Value)]),
        };
    }

    static DateTimeOffset? Time(ClaimsPrincipal principal, string claim) =>
        long.TryParse(principal.FindFirstValue(claim), CultureInfo.InvariantCulture, out var seconds)
        && seconds is >= 0 and <= MaxSeconds
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    Identity? OfMachine(ClaimsPrincipal principal) =>
        principal.FindFirstValue(settings.ServiceClaim) is { Length: > 0 } client && principal.FindFirstValue("sub") == client
            ? Identity.OfClient(client)
            : null;

    Identity OfPerson(ClaimsPrincipal principal)
    {
        if (settings.UserClaim != "email" && Guid.TryParse(principal.FindFirstValue(settings.UserClaim), out var userId))
            return Identity.OfUser(userId);

        var isVerified = principal.FindFirstValue("email_verified") == "true";
        return principal.FindFirstValue("iss") is { Length: > 0 and <= LinkedSignIns.MaxIssuer } issuer
            && principal.FindFirstValue("sub") is { Length: > 0 and <= LinkedSignIns.MaxSubject } subject
            ? Identity.OfSubject(issuer, subject, isVerified ? principal.FindFirstValue("email") : null)
            : throw FaultException.Unauthenticated("The token has no subject (sub). Ask the platform's operators to check the provider.");
    }
}
