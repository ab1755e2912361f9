namespace Bits.Platform.Auth;

/// <summary>The identity that a transport has proved: an account, an address or a machine.</summary>
public sealed record Identity
{
    Identity(Guid? userId, string? verifiedEmail, string? clientId) =>
        (UserId, VerifiedEmail, ClientId) = (userId, verifiedEmail, clientId);

    /// <summary>Gets the id of the account.</summary>
    public Guid? UserId { get; }

    /// <summary>Gets the e-mail address of the account, verified by the identity provider.</summary>
    public string? VerifiedEmail { get; }

    /// <summary>Gets the client id of the machine at the identity provider.</summary>
    public string? ClientId { get; }

    /// <summary>Gets the session of the proof; null when it names none.</summary>
    public string? SessionId { get; init; }

    /// <summary>Gets whether the session must be one that the platform has begun and not ended.</summary>
    public bool SessionIsOurs { get; init; }

    /// <summary>Gets the time of issue; null when unknown.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>Gets the time of expiry; null when unknown, or when the session has it.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets the sign-in; null when unknown.</summary>
    public SignIn? SignIn { get; init; }

    /// <summary>Gets the key for rate limits.</summary>
    internal string Key => UserId?.ToString() ?? ClientId ?? VerifiedEmail!;

    /// <summary>Creates the identity of an account.</summary>
    public static Identity OfUser(Guid userId) => new(userId, null, null);

    /// <summary>Creates the identity of an address that the provider has verified.</summary>
    public static Identity OfVerifiedEmail(string email) => new(null, email, null);

    /// <summary>Creates the identity of a machine, by its client id.</summary>
    public static Identity OfClient(string clientId) => new(null, null, clientId);
}
