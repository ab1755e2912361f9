using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Decides about the settings of a group; the constraints of the table hold the same rules.</summary>
static class GroupSettings
{
    /// <summary>Returns the group with the given fields changed; equal to it when nothing changes.</summary>
    /// <exception cref="FaultException">A field contradicts another one, or the group as it is.</exception>
    public static Group Apply(Group group, UpdateGroup.Request change)
    {
        var visibility = change.Visibility ?? group.Visibility;
        var topics = change.Topics is null ? group.Topics : Topics(change.Topics);

        return group with
        {
            Name = change.Name ?? group.Name,
            Description = change.Description ?? group.Description,
            Visibility = RequireKind(group.Kind, visibility),
            JoinPolicy = Policy(change.JoinPolicy ?? Kept(group, visibility), visibility),
            JoinQuestion = change.JoinQuestion switch { null => group.JoinQuestion, "" => null, var question => question },
            Topics = topics.SequenceEqual(group.Topics) ? group.Topics : topics,
            Color = change.Color ?? group.Color,
            Slug = group.Kind == GroupKind.Chapter ? NoSlug(change.Slug, "a chapter has none.") : Slug(change.Slug, group.Slug, visibility),
        };
    }

    /// <summary>Checks the slug of an interest group.</summary>
    /// <param name="given">The slug in the request; null without one.</param>
    /// <param name="present">The slug so far; null without one.</param>
    /// <param name="visibility">The visibility.</param>
    /// <returns>The slug; null for a secret group, whose slug would tell others that it exists.</returns>
    public static string? Slug(string? given, string? present, ScopeVisibility visibility) => (given, present) switch
    {
        _ when visibility == ScopeVisibility.Secret => NoSlug(given, "a secret group has none; give one when it becomes visible."),
        (null, null) => throw FaultException.InvalidArgument("slug", "is missing; others find the group by it, such as rowing-goa."),
        (not null, not null) when given != present => throw FaultException.InvalidArgument(
            "slug", $"is fixed, because addresses hold it. This group keeps {present}."),
        _ => given ?? present,
    };

    /// <summary>Checks the policy of a group.</summary>
    public static JoinPolicy Policy(JoinPolicy policy, ScopeVisibility visibility) =>
        visibility != ScopeVisibility.Secret || policy == JoinPolicy.Invitation
            ? policy
            : throw FaultException.InvalidArgument("joinPolicy", "must be invitation, because the group is secret.");

    /// <summary>Returns topics as the table stores them.</summary>
    public static IReadOnlyList<string> Topics(IReadOnlyList<string> topics) => topics.Count <= GroupTopics.Max
        ? GroupTopics.Canonical(topics)
        : throw FaultException.InvalidArgument("topics", $"has {topics.Count} entries; give at most {GroupTopics.Max}.");

    /// <summary>Returns the fault for a constraint that refused the group; null for another failure.</summary>
    public static FaultException? Refusal(PostgresException e, Group group) => e.ConstraintName switch
    {
        "groups_group_slug_taken" => FaultException.AlreadyExists(
            "slug_taken", $"There is a group called {group.Slug} already. Choose another slug."),
        "groups_group_chapter_taken" => FaultException.AlreadyExists(
            "name_taken", $"There is a chapter called {group.Name} already. Choose another name."),
        _ => null,
    };

    // A stricter visibility never leaves the door wider open than a new group of that visibility would.
    static JoinPolicy Kept(Group group, ScopeVisibility visibility) => visibility == group.Visibility
        ? group.JoinPolicy
        : (JoinPolicy)Math.Max((int)group.JoinPolicy, (int)Group.DefaultPolicy(visibility));

    static ScopeVisibility RequireKind(GroupKind kind, ScopeVisibility visibility) =>
        kind == GroupKind.Chapter && visibility == ScopeVisibility.Secret
            ? throw FaultException.InvalidArgument("visibility", "must be public or private, because the group is a chapter.")
            : visibility;

    static string? NoSlug(string? given, string why) =>
        given is null ? null : throw FaultException.InvalidArgument("slug", $"must be null: {why}");
}
