using System.Globalization;
using System.Security.Claims;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.IdentityModel.Tokens;

namespace Bits.Backend.Http;

/// <summary>Who a request proves the caller to be: by a bearer token, or by the cookie of a browser's session.</summary>
sealed class HttpIdentity(AuthSettings settings, TokenProofs proofs, TimeProvider time)
{
    const int MaxSessionLength = 150;
    const long MaxSeconds = 253_402_300_799; // the year 9999

    /// <summary>Checks the proof of a request.</summary>
    /// <exception cref="FaultException">There is none, or it is not good; the message says what to do.</exception>
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
                $"The token in the Authorization header expired at {expired.Expires:yyyy-MM-ddTHH:mm:ssZ}; get a new one."),
            { Failure: not null } => throw FaultException.Unauthenticated(
                "The token in the Authorization header is not one of ours, or was changed; get a new one."),
            _ => throw FaultException.Unauthenticated(
                "Send a token in the Authorization header, as: Bearer <token>."),
        };
    }

    // What has no time of issue cannot be ended with all sessions, nor can what says that it comes from the future.
    Identity Remember(string header, Identity identity, DateTimeOffset? expires)
    {
        if (identity.IssuedAt is not { } issued || issued > time.GetUtcNow() + settings.ClockTolerance)
            throw FaultException.Unauthenticated(
                "The token in the Authorization header does not say when it was issued (iat), or says a time to come; get a "
                + "new one.");

        identity = identity with { ExpiresAt = expires };
        proofs.Add(header, identity, expires);
        return identity;
    }

    /// <summary>Whom a principal of the provider stands for.</summary>
    /// <exception cref="FaultException">It does not say.</exception>
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
        var value = principal.FindFirstValue(settings.UserClaim);
        if (settings.UserClaim == "email" && value is not null && principal.FindFirstValue("email_verified") == "true")
            return Identity.OfVerifiedEmail(value);

        return settings.UserClaim != "email" && Guid.TryParse(value, out var userId)
            ? Identity.OfUser(userId)
            : throw FaultException.Unauthenticated(
                $"The token does not say in the claim {settings.UserClaim} who has an account here.");
    }
}
