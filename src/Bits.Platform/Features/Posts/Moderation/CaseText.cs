using Bits.Platform.Features.Notifications;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Tells the author what was decided about their text, and why. Readable for a banned one too.</summary>
sealed class CaseText : INotificationText
{
    const string Undone = "undone";

    static readonly Localized Post = new("post", "पोस्ट");
    static readonly Localized Comment = new("comment", "टिप्पणी");

    static readonly NotificationKind Decisions = new(
        "moderation.decided", new("Decisions about your posts", "आपकी पोस्ट के बारे में निर्णय"), Importance.Required,
        new Dictionary<string, Phrases>
        {
            ["hide"] = Phrases(
                "The moderators of {scope} hid your {what}", "{scope} के संचालकों ने आपकी {what} छिपा दी"),
            ["remove"] = Phrases(
                "The moderators of {scope} removed your {what}", "{scope} के संचालकों ने आपकी {what} हटा दी"),
            ["warn"] = Phrases(
                "The moderators of {scope} warn you about your {what}", "{scope} के संचालकों ने आपकी {what} के बारे में चेतावनी दी"),
            ["ban"] = Phrases(
                "The moderators of {scope} removed your {what} and banned you",
                "{scope} के संचालकों ने आपकी {what} हटा दी और आपको प्रतिबंधित किया"),
            ["keep"] = Phrases(
                "The moderators of {scope} kept your {what}", "{scope} के संचालकों ने आपकी {what} बनी रहने दी"),
            [Undone] = Phrases(
                "The moderators of {scope} took their decision on your {what} back",
                "{scope} के संचालकों ने आपकी {what} पर अपना निर्णय वापस लिया"),
        });

    public NotificationKind Kind => Decisions;

    /// <summary>Returns the notification of a decision.</summary>
    public static Notification Of(Guid caseId) => new(Decisions.Name, caseId.ToString(), Scope: null);

    public async Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var cases = await Case.ListAsync(db, subjects.Select(subject => Guid.Parse(subject.SubjectId)), ct);

        return cases.Where(c => c.Decision is not null).ToDictionary(
            c => c.Id.ToString(),
            c => new NotificationValues(
                c.UndoneAt is null ? c.Decision!.Value.ToText() : Undone,
                new Dictionary<string, Localized>
                {
                    ["scope"] = c.ScopeName,
                    ["what"] = What(c),
                    ["reason"] = c.Reason ?? "",
                }));
    }

    /// <summary>Returns the word for what a case is about.</summary>
    internal static Localized What(Case found) => found.Subject.CommentId is null ? Post : Comment;

    static Phrases Phrases(string english, string hindi) =>
        new(new(english, "{reason}", "See the decision"), new(hindi, "{reason}", "निर्णय देखें"));
}

/// <summary>Tells those of the next rank that an author appeals.</summary>
sealed class AppealText : INotificationText
{
    static readonly NotificationKind Appeals = new(
        "moderation.appeal", new("Appeals that you answer", "अपील जिनका उत्तर आप देते हैं"), Importance.Personal, new Phrases(
            new(
                "An author in {scope} appeals against a decision", "You answer it: the decision stands, or is undone.",
                "Answer the appeal"),
            new("{scope} में एक लेखक ने निर्णय के विरुद्ध अपील की", "उत्तर आप देंगे: निर्णय बना रहे या वापस हो।", "अपील का उत्तर दें")));

    public NotificationKind Kind => Appeals;

    /// <summary>Returns the notification of an appeal. The administrators of the platform get it too, so it is not bound to
    /// the members of the scope; it names no text.</summary>
    public static Notification Of(Case found) => new(Appeals.Name, found.Id.ToString(), Scope: null);

    public async Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var cases = await Case.ListAsync(db, subjects.Select(subject => Guid.Parse(subject.SubjectId)), ct);

        var appeals = await Appeal.ListAsync(db, cases.Select(c => c.Id), ct);
        return cases.Where(c => appeals.TryGetValue(c.Id, out var appeal) && appeal.Outcome is null).ToDictionary(
            c => c.Id.ToString(),
            c => new NotificationValues(
                NotificationKind.Only, new Dictionary<string, Localized> { ["scope"] = c.ScopeName }));
    }
}

/// <summary>Tells the author how their appeal was answered, and why. Readable for a banned one too.</summary>
sealed class AppealAnswerText : INotificationText
{
    static readonly NotificationKind Answers = new(
        "moderation.appeal_answered", new("Answers to your appeals", "आपकी अपील के उत्तर"), Importance.Required,
        new Dictionary<string, Phrases>
        {
            ["granted"] = new(
                new("Your appeal in {scope} is granted: the decision is undone", "{answer}", "See the decision"),
                new("{scope} में आपकी अपील स्वीकार हुई: निर्णय वापस लिया गया", "{answer}", "निर्णय देखें")),
            ["refused"] = new(
                new("Your appeal in {scope} is refused: the decision stands", "{answer}", "See the decision"),
                new("{scope} में आपकी अपील अस्वीकार हुई: निर्णय बना रहेगा", "{answer}", "निर्णय देखें")),
        });

    public NotificationKind Kind => Answers;

    /// <summary>Returns the notification of an answer.</summary>
    public static Notification Of(Guid caseId) => new(Answers.Name, caseId.ToString(), Scope: null);

    public async Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var appeals = await Appeal.ListAsync(db, subjects.Select(subject => Guid.Parse(subject.SubjectId)), ct);
        var cases = await Case.ListAsync(db, appeals.Keys, ct);

        return cases.Where(c => appeals[c.Id].Outcome is not null).ToDictionary(
            c => c.Id.ToString(),
            c => new NotificationValues(
                appeals[c.Id].Outcome == AppealOutcome.Granted ? "granted" : "refused",
                new Dictionary<string, Localized>
                {
                    ["scope"] = c.ScopeName,
                    ["answer"] = appeals[c.Id].Answer ?? "",
                }));
    }
}
