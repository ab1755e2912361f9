namespace Bits.Platform.Features.Directory;

/// <summary>The capabilities of the directory.</summary>
public static class DirectoryCapabilities
{
    /// <summary>Find people and read what they show to the caller.</summary>
    public const string Read = "directory.read";

    /// <summary>Change one's own profile.</summary>
    public const string EditOwn = "directory.edit_own";

    /// <summary>Connect with people.</summary>
    public const string Connect = "directory.connect";

    /// <summary>Vouch for members of one's batch.</summary>
    public const string Vouch = "directory.vouch";

    /// <summary>Record whom the institute has in its records.</summary>
    public const string Verify = "directory.verify";

    /// <summary>Decide who gets the account of an imported person.</summary>
    public const string DecideClaims = "directory.decide_claims";
}
