using Bits.Platform.Accounts;

namespace Bits.Platform.Auth;

/// <summary>Who calls, as the platform knows them.</summary>
/// <param name="UserId">Their account.</param>
/// <param name="Name">As it is to be read.</param>
/// <param name="PrimaryRole">What they are to the institute.</param>
/// <param name="PlatformRole">What they may do on the platform; null for nothing special.</param>
public sealed record Caller(Guid UserId, string Name, PrimaryRole PrimaryRole, PlatformRole? PlatformRole);

/// <summary>Who calls, as a transport has proved it: by one of the two.</summary>
public sealed record Identity
{
    Identity(Guid? userId, string? verifiedEmail) => (UserId, VerifiedEmail) = (userId, verifiedEmail);

    /// <summary>The id of the account.</summary>
    public Guid? UserId { get; }

    /// <summary>The e-mail address of the account, vouched for by the identity provider.</summary>
    public string? VerifiedEmail { get; }

    /// <summary>The holder of this account.</summary>
    public static Identity OfUser(Guid userId) => new(userId, null);

    /// <summary>The holder of this address; the provider must have verified it.</summary>
    public static Identity OfVerifiedEmail(string email) => new(null, email);
}
