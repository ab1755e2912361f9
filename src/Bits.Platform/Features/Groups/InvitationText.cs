using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Says who invites into a group, with the current names of maker and group.</summary>
sealed class InvitationText(AccountDirectory accounts, Memberships memberships) : INotificationText
{
    static readonly NotificationKind Invitations = new(
        "groups.invite", new("Invitations", "निमंत्रण"), Importance.Personal, new Phrases(
            new("{author} invites you into {group}", "In the role {role}. Accept or decline the invitation.", "See the invitation"),
            new("{author} ने आपको {group} में आमंत्रित किया", "भूमिका: {role}। निमंत्रण स्वीकार या अस्वीकार करें।", "निमंत्रण देखें")));

    public NotificationKind Kind => Invitations;

    /// <summary>Notifies the invited user of an invitation.</summary>
    public static Notification Of(Invitation invitation, Guid maker) => new(
        Invitations.Name, invitation.Id.ToString(), Scope: null,
        new Dictionary<string, string>
        {
            ["group"] = invitation.Scope.Id,
            ["role"] = invitation.Role.ToText(),
            ["by"] = maker.ToString(),
        })
    {
        Actor = maker,
    };

    public async Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var makers = await accounts.ListNamesAsync(db, subjects.Select(s => Guid.Parse(s.Facts["by"])), ct);
        var groups = (await Group.ListAsync(db, subjects.Select(s => Guid.Parse(s.Facts["group"])).Distinct(), ct)).ToDictionary(g => g.Id);

        var texts = new Dictionary<string, NotificationValues>();
        foreach (var subject in subjects)
        {
            if (groups.GetValueOrDefault(Guid.Parse(subject.Facts["group"])) is { } group && await IsForThemAsync(db, subject, group, ct))
                texts[subject.SubjectId] = Values(
                    makers.GetValueOrDefault(Guid.Parse(subject.Facts["by"])), group.Name, subject.Facts["role"]);
        }

        return texts;
    }

    // Once an invitation is used, revoked or expired, it no longer names a secret group: its reader may be an outsider now.
    async Task<bool> IsForThemAsync(NpgsqlConnection db, NotificationSubject subject, Group group, CancellationToken ct) =>
        group.Visibility != ScopeVisibility.Secret
        || await memberships.Requests.FindAsync(db, Guid.Parse(subject.SubjectId), ct) is not null;

    static NotificationValues Values(string? maker, string group, string role) => new(
        NotificationKind.Only,
        new Dictionary<string, Localized>
        {
            ["author"] = maker ?? Localized.FormerMember,
            ["group"] = group,
            ["role"] = Role(role),
        });

    static Localized Role(string role) => role switch
    {
        "owner" => new Localized("owner", "स्वामी"),
        "admin" => new Localized("admin", "व्यवस्थापक"),
        "moderator" => new Localized("moderator", "संचालक"),
        "member" => new Localized("member", "सदस्य"),
        _ => role,
    };
}
