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
}
