using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Search;
using Bits.Shared;

namespace Bits.Platform.Features.Groups;

/// <summary>Lists the kinds of groups.</summary>
public enum GroupKind
{
    /// <summary>An interest group of its members.</summary>
    Interest,

    /// <summary>An alumni chapter.</summary>
    Chapter,
}

/// <summary>Lists how users become members of a group.</summary>
public enum JoinPolicy
{
    /// <summary>All who see the group may join.</summary>
    Open,

    /// <summary>Users request to join; moderators approve.</summary>
    Request,

    /// <summary>Moderators invite.</summary>
    Invitation,
}

/// <summary>Lists the cover colors of groups: names of a palette, so that every one is legible in light and dark.</summary>
public enum GroupColor
{
    /// <summary>Slate, the default.</summary>
    Slate,

    /// <summary>Red.</summary>
    Red,

    /// <summary>Orange.</summary>
    Orange,

    /// <summary>Amber.</summary>
    Amber,

    /// <summary>Green.</summary>
    Green,

    /// <summary>Teal.</summary>
    Teal,

    /// <summary>Blue.</summary>
    Blue,

    /// <summary>Indigo.</summary>
    Indigo,

    /// <summary>Purple.</summary>
    Purple,

    /// <summary>Pink.</summary>
    Pink,
}

/// <summary>A group or chapter.</summary>
/// <param name="Id">The id.</param>
/// <param name="Kind">Interest group or chapter.</param>
/// <param name="Slug">The name in addresses, unique; null for a chapter and for a secret group.</param>
/// <param name="Name">The name.</param>
/// <param name="Description">The description.</param>
/// <param name="Visibility">The visibility, which rules who sees it and who reads it.</param>
/// <param name="CreatedAt">The time of creation.</param>
public sealed partial record Group(
    Guid Id, GroupKind Kind, string? Slug, string Name, string Description, ScopeVisibility Visibility,
    DateTimeOffset CreatedAt)
{
    const int MaxSummaryBytes = 240;

    /// <summary>Gets how users become members. Default: <see cref="DefaultPolicy"/>.</summary>
    public JoinPolicy JoinPolicy { get; init; } = DefaultPolicy(Visibility);

    /// <summary>Gets the question to users who request to join; null for none.</summary>
    public string? JoinQuestion { get; init; }

    /// <summary>Gets the topics, in lower case.</summary>
    public IReadOnlyList<string> Topics { get; init; } = [];

    /// <summary>Gets the cover color.</summary>
    public GroupColor Color { get; init; }

    /// <summary>Gets the number of changes of its settings, from 1.</summary>
    public int Version { get; init; } = 1;

    /// <summary>Gets the time since which it is read-only; null for an active group.</summary>
    public DateTimeOffset? ArchivedAt { get; init; }

    /// <summary>Gets the scope of its memberships.</summary>
    public Scope Scope => ScopeOf(Kind, Id);

    /// <summary>Gets the facts for decisions about its scope.</summary>
    public ScopeFacts Facts => new(Scope, Visibility) { IsArchived = ArchivedAt is not null };

    /// <summary>Gets the first line of the description, for lists.</summary>
    public string Summary => PostgresText.Cleaned(Description.Trim().Split('\n')[0], MaxSummaryBytes);

    // An archived group leaves discovery, and a secret one is never in it: their members still find them.
    IReadOnlyCollection<AudienceTag> Audience =>
        Visibility == ScopeVisibility.Secret || ArchivedAt is not null ? [new(Scope.ToString())] : [AudienceTags.Institute];

    /// <summary>Returns the policy of a group that was created without one.</summary>
    public static JoinPolicy DefaultPolicy(ScopeVisibility visibility) => visibility switch
    {
        ScopeVisibility.Public => JoinPolicy.Open,
        ScopeVisibility.Private => JoinPolicy.Request,
        ScopeVisibility.Secret => JoinPolicy.Invitation,
    };

    /// <summary>Returns the group as a document for those who may find it.</summary>
    public SearchDocument AsDocument() => new(Surfaces.Groups, Id.ToString(), Name, Description, Audience);
}
