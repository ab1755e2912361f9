using Bits.Membership;
using Bits.Pages.Parts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Groups;

namespace Bits.Web.Features.Groups;

/// <summary>Formats facts about groups for readers.</summary>
static class GroupWords
{
    /// <summary>Lists the roles that a form of a group offers, the lowest first.</summary>
    public static readonly MemberRole[] Roles = [MemberRole.Member, MemberRole.Moderator, MemberRole.Admin];

    /// <summary>Formats a number of members.</summary>
    public static string Members(long count) => count == 1 ? "1 member" : $"{Words.Number(count)} members";

    /// <summary>Says who may join.</summary>
    public static string Sentence(this JoinPolicy policy) => policy switch
    {
        JoinPolicy.Open => "Everyone, with a click",
        JoinPolicy.Request => "Members whom a moderator approves",
        JoinPolicy.Invitation => "Members who are invited",
    };

    /// <summary>Says what a member is notified of.</summary>
    public static string Sentence(this NotificationLevel level) => level switch
    {
        NotificationLevel.Every => "every post",
        NotificationLevel.Mentions => "mentions and replies",
        NotificationLevel.None => "nothing",
    };

    /// <summary>Returns the name of a visibility.</summary>
    public static string Title(this ScopeVisibility visibility) => visibility.ToString();

    /// <summary>Returns a role with a capital letter.</summary>
    public static string Title(this MemberRole role) => role.ToString();

    /// <summary>Returns whether the rank of a role suffices to act on a member of another one.</summary>
    public static bool MayActOn(this MemberRole own, MemberRole other) =>
        own == MemberRole.Owner ? other != MemberRole.Owner : own.Rank() > other.Rank();
}
