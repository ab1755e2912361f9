namespace Bits.Platform.Auth;

/// <summary>Who calls, as a transport has proved it: by one of the three.</summary>
public sealed record Identity
{
    Identity(Guid? userId, string? verifiedEmail, string? clientId) =>
        (UserId, VerifiedEmail, ClientId) = (userId, verifiedEmail, clientId);

    /// <summary>The id of the account.</summary>
    public Guid? UserId { get; }

    /// <summary>The e-mail address of the account, vouched for by the identity provider.</summary>
    public string? VerifiedEmail { get; }

    /// <summary>The machine, as the identity provider calls it.</summary>
    public string? ClientId { get; }

    /// <summary>The session that the proof belongs to; null where it names none.</summary>
    public string? SessionId { get; init; }

    /// <summary>Whether the session must be one that the platform has begun itself, and not ended.</summary>
    public bool SessionIsOurs { get; init; }

    /// <summary>When the proof was issued; null where it does not say.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>When the proof ends; null where it does not say, or the session says it.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>How they signed in; null where the proof does not say.</summary>
    public SignIn? SignIn { get; init; }

    /// <summary>What it is counted under where there are limits.</summary>
    internal string Key => UserId?.ToString() ?? ClientId ?? VerifiedEmail!;

    /// <summary>The holder of this account.</summary>
    public static Identity OfUser(Guid userId) => new(userId, null, null);

    /// <summary>The holder of this address; the provider must have verified it.</summary>
    public static Identity OfVerifiedEmail(string email) => new(null, email, null);

    /// <summary>The machine that the provider knows by this name.</summary>
    public static Identity OfClient(string clientId) => new(null, null, clientId);
}
