using Bits.Platform.Accounts;
using Bits.Platform.Features.Notifications;
using Npgsql;

namespace Bits.Platform.Features.Directory;

/// <summary>Says who requests a connection.</summary>
sealed class ConnectionRequestText(AccountDirectory accounts) : INotificationText
{
    /// <summary>The name of the kind.</summary>
    public const string KindName = "directory.request_connection";

    static readonly NotificationKind Requests = new(
        KindName, new("Connection requests", "जुड़ने के अनुरोध"), Importance.Personal, new Phrases(
            new("{person} wants to connect with you", "Accept, and each of you sees what the other shows to connections.", "Answer"),
            new("{person} आपसे जुड़ना चाहते हैं", "स्वीकार करें, तो दोनों वह देखेंगे जो दूसरा अपने संपर्कों को दिखाता है।", "उत्तर दें")));

    public NotificationKind Kind => Requests;

    /// <summary>Returns the notification of a request.</summary>
    public static Notification Of(Guid from, Guid to) => new(
        KindName, SubjectOf(from, to), Scope: null, new Dictionary<string, string> { ["by"] = from.ToString() })
    {
        Actor = from,
    };

    /// <summary>Returns what the notification is about.</summary>
    public static string SubjectOf(Guid from, Guid to) => $"{from:N}{to:N}";

    public Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct) =>
        ConnectionValues.ListAsync(accounts, db, subjects, ct);
}

/// <summary>Says who has accepted.</summary>
sealed class ConnectionAcceptedText(AccountDirectory accounts) : INotificationText
{
    static readonly NotificationKind Accepted = new(
        "directory.accept_connection", new("Accepted connections", "स्वीकृत संपर्क"), Importance.Personal, new Phrases(
            new("{person} is now your connection", "Each of you sees what the other shows to connections.", "See the profile"),
            new("{person} अब आपके संपर्क हैं", "दोनों वह देखते हैं जो दूसरा अपने संपर्कों को दिखाता है।", "प्रोफ़ाइल देखें")));

    public NotificationKind Kind => Accepted;

    /// <summary>Returns the notification of an accepted request.</summary>
    public static Notification Of(Guid accepter, Guid asker) => new(
        Accepted.Name, ConnectionRequestText.SubjectOf(accepter, asker), Scope: null,
        new Dictionary<string, string> { ["by"] = accepter.ToString() })
    {
        Actor = accepter,
    };

    public Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct) =>
        ConnectionValues.ListAsync(accounts, db, subjects, ct);
}

/// <summary>The values of both texts.</summary>
static class ConnectionValues
{
    public static async Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        AccountDirectory accounts, NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var names = await accounts.ListNamesAsync(db, subjects.Select(subject => Guid.Parse(subject.Facts["by"])), ct);
        return subjects.ToDictionary(
            subject => subject.SubjectId,
            subject => new NotificationValues(NotificationKind.Only, new Dictionary<string, Localized>
            {
                ["person"] = names.GetValueOrDefault(Guid.Parse(subject.Facts["by"])) ?? Localized.FormerMember,
            }));
    }
}
