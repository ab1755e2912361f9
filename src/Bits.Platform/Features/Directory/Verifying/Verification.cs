namespace Bits.Platform.Features.Directory.Verifying;

/// <summary>Lists what shows that a person is who they say, the strongest first.</summary>
public enum VerificationLevel
{
    /// <summary>The institute has the person in its records.</summary>
    Institute,

    /// <summary>The person reads a mailbox of one of the institute's domains.</summary>
    EmailDomain,

    /// <summary>Two verified members of the same batch vouch for the person.</summary>
    Vouched,
}

/// <summary>What shows that a person is who they say.</summary>
/// <param name="Level">The strongest level in force.</param>
/// <param name="Since">Since when.</param>
/// <param name="Until">Until when, as far as it is known now; null without end.</param>
/// <param name="Vouchers">Who vouches for the person, if that is the level; without members who have blocked the viewer, or whom
/// the viewer has blocked.</param>
public sealed record Verification(
    VerificationLevel Level, DateTimeOffset Since, DateTimeOffset? Until, IReadOnlyList<Voucher> Vouchers);

/// <summary>A member who vouches for another.</summary>
/// <param name="UserId">The member.</param>
/// <param name="Name">The name.</param>
public sealed record Voucher(Guid UserId, string Name);
