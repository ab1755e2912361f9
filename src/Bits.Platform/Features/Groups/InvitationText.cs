using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Notifications;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>An invitation into a group in words, with the names that maker and group have now.</summary>
sealed class InvitationText(AccountDirectory accounts) : INotificationText
{
    const string NotificationKind = "groups.invite";

    public string Kind => NotificationKind;

    /// <summary>Tells of an invitation who is invited.</summary>
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
        var groups = await Group.ListNamesAsync(db, subjects.Select(s => Guid.Parse(s.Facts["group"])), ct);

        return subjects.Where(s => groups.ContainsKey(Guid.Parse(s.Facts["group"]))).ToDictionary(
            s => s.SubjectId,
            s => Words(
                makers.GetValueOrDefault(Guid.Parse(s.Facts["by"])), groups[Guid.Parse(s.Facts["group"])], s.Facts["role"]));
    }

    static NotificationWords Words(string? maker, string group, string role) => new(
        $"{maker ?? "Somebody"} invites you into {group}", $"In the role {role}. Accept or decline the invitation.");
}
