namespace Bits.Platform.Auth;

/// <summary>The identity that a transport has proved: an account, a sign-in at a provider or a machine.</summary>
public sealed record Identity
{
    Identity()
    {
    }

    /// <summary>Gets the id of the account.</summary>
    public Guid? UserId { get; private init; }

    /// <summary>Gets the provider (<c>iss</c>) of a sign-in that names no account by its id.</summary>
    public string? Issuer { get; private init; }

    /// <summary>Gets the subject (<c>sub</c>) at the provider.</summary>
    public string? Subject { get; private init; }

    /// <summary>Gets the e-mail address that the provider has verified. It proves no account: see
    /// <see cref="Accounts.LinkedSignIns"/>.</summary>
    public string? VerifiedEmail { get; private init; }

    /// <summary>Gets the client id of the machine at the identity provider.</summary>
    public string? ClientId { get; private init; }

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
    internal string Key => UserId?.ToString() ?? ClientId ?? $"{Issuer} {Subject}";

    /// <summary>Creates the identity of an account.</summary>
    public static Identity OfUser(Guid userId) => new() { UserId = userId };

    /// <summary>Creates the identity of a sign-in at a provider.</summary>
    /// <param name="issuer">The provider (<c>iss</c>).</param>
    /// <param name="subject">The subject (<c>sub</c>).</param>
    /// <param name="verifiedEmail">The address that the provider has verified; null without one.</param>
    public static Identity OfSubject(string issuer, string subject, string? verifiedEmail) =>
        new() { Issuer = issuer, Subject = subject, VerifiedEmail = verifiedEmail };

    /// <summary>Creates the identity of a machine, by its client id.</summary>
    public static Identity OfClient(string clientId) => new() { ClientId = clientId };
}
