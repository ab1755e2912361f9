using System.Globalization;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Shared;

namespace Bits.Platform.Auth;

/// <summary>A decision, its facts, and what would change it.</summary>
/// <param name="Decision">The decision and its rule.</param>
/// <param name="Facts">The facts of the decision.</param>
/// <param name="WouldChange">The changes that would reverse the decision; for a banned user also what is needed after
/// the ban.</param>
public sealed record Explanation(Decision Decision, IReadOnlyList<string> Facts, IReadOnlyList<string> WouldChange)
{
    /// <summary>Explains by deciding again with other facts, so the explanation always matches the rule.</summary>
    internal static Explanation Of(CapabilityRule rule, PlatformRole? platform, ScopeFacts? scope, Member? member)
    {
        var decision = rule.Decide(platform, scope?.Visibility, member);

        return new(
            decision,
            [.. FactsOf(platform, scope, member)],
            [.. decision.Allowed ? Losses(rule, platform, scope, member) : Remedies(rule, platform, scope, member)]);
    }

    static IEnumerable<string> FactsOf(PlatformRole? platform, ScopeFacts? scope, Member? member)
    {
        yield return $"platform role: {(platform is { } role ? role.ToText() : "none")}";
        if (scope is null)
            yield break;

        yield return $"scope: {scope.Scope}, {scope.Visibility.ToText()}";
        yield return member switch
        {
            null => "membership: none, never was one",
            { State: MemberState.Active } => $"membership: {member.Role.ToText()} since {Time(member.Since)}{Until(member)}",
            { State: MemberState.Banned } =>
                $"membership: banned since {Time(member.Since)}{Until(member)} by {Hand(member)}: {member.Reason}",
            { State: MemberState.Left } =>
                $"membership: left {Time(member.Since)} by {Hand(member)}: {member.Reason}",
        };
    }

    static IEnumerable<string> Remedies(CapabilityRule rule, PlatformRole? platform, ScopeFacts? scope, Member? member)
    {
        if (member is { State: MemberState.Banned })
            yield return $"the ban: {(member.Until is { } end ? $"ends by itself {Time(end)}, or sooner by unban" : "ends by unban")}"
                + (rule.Decide(platform, scope!.Visibility, member: null).Allowed ? "" : "; after it a role is needed");
        if (rule.AtLeast is { } lowest)
            yield return member is { State: MemberState.Active }
                ? $"a role: would be allowed as {lowest.ToText()} or higher; is {member.Role.ToText()}"
                : $"{(member?.State == MemberState.Banned ? "a role, once unbanned" : "not a member")}: would be allowed as {lowest.ToText()} or higher";
        if (scope is { Visibility: not ScopeVisibility.Public } && rule.Decide(platform, ScopeVisibility.Public, member).Allowed)
            yield return "the scope: would be allowed if it were public";

        yield return $"a platform role: would be allowed as {rule.Platform.ToText()}"
            + (rule.Platform < PlatformRole.Admin ? " or higher" : "");
    }

    static IEnumerable<string> Losses(CapabilityRule rule, PlatformRole? platform, ScopeFacts? scope, Member? member)
    {
        if (!rule.Decide(platform: null, scope?.Visibility, member).Allowed)
            yield return "the platform role: would be refused without it";
        else if (rule.Decide(platform, scope?.Visibility, member).Rule == DecisionRules.PublicScope
            && !rule.Decide(platform, ScopeVisibility.Private, member).Allowed)
            yield return "the scope: would be refused if it were private";
        else if (rule.AtLeast is { } lowest && member is { State: MemberState.Active }
            && !rule.Decide(platform, scope!.Visibility, member: null).Allowed)
            yield return $"the membership: would be refused below {lowest.ToText()}, and after leaving, removal or a ban"
                + (member.Until is { } end ? $"; it ends by itself {Time(end)}" : "");
        else if (rule.RefusesBanned)
            yield return "a ban: would be refused";
    }

    static string Hand(Member member) => member.ChangedBy is { } user ? $"user {user}" : "the system";

    static string Until(Member member) => member.Until is { } until ? $" until {Time(until)}" : "";

    static string Time(DateTimeOffset time) =>
        string.Create(CultureInfo.InvariantCulture, $"{time.UtcDateTime:yyyy-MM-dd HH:mm} UTC");
}
