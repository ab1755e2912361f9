using Bits.Platform.Accounts;
using Bits.Platform.Features.Notifications;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory.Verifying;

/// <summary>Says who vouches.</summary>
sealed class VouchText(AccountDirectory accounts) : INotificationText
{
    /// <summary>The name of the kind.</summary>
    public const string KindName = "directory.vouch";

    static readonly NotificationKind Kinds = new(
        KindName, new("Members who vouch for you", "आपके लिए गवाही"), Importance.Personal, new Phrases(
            new("{person} vouches for you", "Two verified members of your batch verify you together.", "See your profile"),
            new("{person} आपको पहचानते हैं", "आपके बैच के दो सत्यापित सदस्य मिलकर आपको सत्यापित करते हैं।", "अपनी प्रोफ़ाइल देखें")));

    public NotificationKind Kind => Kinds;

    /// <summary>Returns the notification of a vouch.</summary>
    public static Notification Of(Guid person, Guid voucher) => new(
        KindName, SubjectOf(person, voucher), Scope: null, new Dictionary<string, string> { ["by"] = voucher.ToString() })
    {
        Actor = voucher,
    };

    /// <summary>Returns what the notification is about: it begins with the person whose profile it leads to.</summary>
    public static string SubjectOf(Guid person, Guid voucher) => $"{person:N}{voucher:N}";

    public Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct) =>
        ConnectionValues.ListAsync(accounts, db, subjects, ct);
}

/// <summary>Says that a person is verified now.</summary>
sealed class VerifiedText : INotificationText
{
    static readonly NotificationKind Kinds = new(
        "directory.verify", new("Your verification", "आपका सत्यापन"), Importance.Personal, new Dictionary<string, Phrases>
        {
            [VerificationLevel.Institute.ToText()] = new(
                new("You are verified", "The institute has you in its records.", "See your profile"),
                new("आप सत्यापित हैं", "संस्थान के अभिलेख में आपका नाम है।", "अपनी प्रोफ़ाइल देखें")),
            [VerificationLevel.EmailDomain.ToText()] = new(
                new("You are verified", "You signed in by an e-mail address of the institute.", "See your profile"),
                new("आप सत्यापित हैं", "आपने संस्थान के ई-मेल पते से साइन इन किया।", "अपनी प्रोफ़ाइल देखें")),
            [VerificationLevel.Vouched.ToText()] = new(
                new("You are verified", "Two verified members of your batch vouch for you.", "See your profile"),
                new("आप सत्यापित हैं", "आपके बैच के दो सत्यापित सदस्य आपको पहचानते हैं।", "अपनी प्रोफ़ाइल देखें")),
        });

    public NotificationKind Kind => Kinds;

    /// <summary>Returns the notification of a verification.</summary>
    public static Notification Of(Guid person, VerificationLevel level) => new(
        Kinds.Name, $"{person:N}", Scope: null, new Dictionary<string, string> { ["level"] = level.ToText() });

    public Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<string, NotificationValues>>(subjects.ToDictionary(
            subject => subject.SubjectId, subject => new NotificationValues(subject.Facts["level"], new Dictionary<string, Localized>())));
}
