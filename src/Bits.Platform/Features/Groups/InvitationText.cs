using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Renders an invitation into a group with the current names of maker and group.</summary>
sealed class InvitationText(AccountDirectory accounts, Memberships memberships) : INotificationText
{
    const string NotificationKind = "groups.invite";

    public string Kind => NotificationKind;

    /// <summary>Notifies the invited user of an invitation.</summary>
    public static Notification Of(Invitation invitation, Guid maker) => new(
        NotificationKind, invitation.Id.ToString(), Scope: null,
        new Dictionary<string, string>
        {
            ["group"] = invitation.Scope.Id,
            ["role"] = invitation.Role.ToText(),
            ["by"] = maker.ToString(),
        });

    public async Task<IReadOnlyDictionary<string, NotificationWords>> ComposeAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var makers = await accounts.ListNamesAsync(db, subjects.Select(s => Guid.Parse(s.Facts["by"])), ct);
        var groups = (await Group.ListAsync(db, subjects.Select(s => Guid.Parse(s.Facts["group"])).Distinct(), ct)).ToDictionary(g => g.Id);

        var texts = new Dictionary<string, NotificationWords>();
        foreach (var subject in subjects)
        {
            if (groups.GetValueOrDefault(Guid.Parse(subject.Facts["group"])) is { } group && await IsForThemAsync(db, subject, group, ct))
                texts[subject.SubjectId] = Words(
                    makers.GetValueOrDefault(Guid.Parse(subject.Facts["by"])), group.Name, subject.Facts["role"]);
        }

        return texts;
    }

    // Once an invitation is used, revoked or expired, it no longer names a secret group: its reader may be an outsider now.
    async Task<bool> IsForThemAsync(NpgsqlConnection db, NotificationSubject subject, Group group, CancellationToken ct) =>
        group.Visibility != ScopeVisibility.Secret
        || await memberships.Requests.FindAsync(db, Guid.Parse(subject.SubjectId), ct) is not null;

    static NotificationWords Words(string? maker, string group, string role) => new(
        $"{maker ?? "A former member"} invites you into {group}", $"In the role {role}. Accept or decline the invitation.");
}
