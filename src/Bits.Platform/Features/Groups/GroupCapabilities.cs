namespace Bits.Platform.Features.Groups;

/// <summary>The capabilities of groups and chapters.</summary>
public static class GroupCapabilities
{
    /// <summary>Create a group.</summary>
    public const string Create = "groups.create";

    /// <summary>See a group: name, description, number of members. Not its posts.</summary>
    public const string View = "groups.view";

    /// <summary>Join a group, or request to join.</summary>
    public const string Join = "groups.join";

    /// <summary>Leave a group, withdraw a request, decline an invitation.</summary>
    public const string Leave = "groups.leave";

    /// <summary>Read the posts of a group.</summary>
    public const string Read = "groups.read";

    /// <summary>Post in a group.</summary>
    public const string Post = "groups.post";

    /// <summary>Change the settings of a group.</summary>
    public const string Update = "groups.update";

    /// <summary>Archive a group, and reopen it.</summary>
    public const string Archive = "groups.archive";

    /// <summary>Preview, set and clear the rule by which users become members.</summary>
    public const string SetRule = "groups.set_rule";

    /// <summary>Choose what one is notified of in a group.</summary>
    public const string SetNotifications = "groups.set_notifications";

    /// <summary>Read the log of moderation, without the reasons.</summary>
    public const string ReadModeration = "groups.read_moderation";
}
