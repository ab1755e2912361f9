using Bits.Membership;

namespace Bits.Platform.Auth;

/// <summary>What one can be allowed to do, and who is. This table is all there is to know about it.</summary>
public static class Capabilities
{
    /// <summary>See one's own account.</summary>
    public const string AccountsSelf = "accounts.self";

    /// <summary>Search; what is found is filtered by audience.</summary>
    public const string SearchQuery = "search.query";

    /// <summary>Read and mark one's own notifications, and choose their channels.</summary>
    public const string NotificationsSelf = "notifications.self";

    /// <summary>Found a group.</summary>
    public const string GroupsCreate = "groups.create";

    /// <summary>Join a group by own wish.</summary>
    public const string GroupsJoin = "groups.join";

    /// <summary>Leave a group by own wish.</summary>
    public const string GroupsLeave = "groups.leave";

    /// <summary>Read what is posted in a group.</summary>
    public const string GroupsRead = "groups.read";

    /// <summary>Post in a group.</summary>
    public const string GroupsPost = "groups.post";

    /// <summary>Make others members of a group.</summary>
    public const string GroupsAddMember = "groups.add_member";

    /// <summary>Ban somebody from a group, or lift a ban.</summary>
    public const string GroupsBan = "groups.ban";

    /// <summary>Who may do what. A platform administrator may do everything.</summary>
    public static IReadOnlyList<CapabilityRule> Table { get; } =
    [
        CapabilityRule.Everybody(AccountsSelf),
        CapabilityRule.Everybody(SearchQuery),
        CapabilityRule.Everybody(NotificationsSelf),
        CapabilityRule.Everybody(GroupsCreate),
        CapabilityRule.InScope(GroupsJoin, atLeast: null),
        CapabilityRule.InScope(GroupsLeave, atLeast: null),
        CapabilityRule.InScope(GroupsRead, MemberRole.Member) with { OpenToAllInPublic = true },
        CapabilityRule.InScope(GroupsPost, MemberRole.Member),
        CapabilityRule.InScope(GroupsAddMember, MemberRole.Admin),
        CapabilityRule.InScope(GroupsBan, MemberRole.Moderator),
    ];
}

/// <summary>One line of the table.</summary>
/// <param name="Name">The capability.</param>
/// <param name="Scoped">Whether it is about a scope.</param>
/// <param name="AtLeast">The lowest role in that scope; null: no role is needed.</param>
public sealed record CapabilityRule(string Name, bool Scoped, MemberRole? AtLeast)
{
    /// <summary>Whether a public scope opens it to everybody who is signed in.</summary>
    public bool OpenToAllInPublic { get; init; }

    /// <summary>Everybody who is signed in.</summary>
    public static CapabilityRule Everybody(string name) => new(name, Scoped: false, AtLeast: null);

    /// <summary>Whoever has this role, or a higher one, in the scope.</summary>
    public static CapabilityRule InScope(string name, MemberRole? atLeast) => new(name, Scoped: true, atLeast);
}
