using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Npgsql;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Tells the author what was decided about their text, and why. Readable for a banned one too.</summary>
sealed class CaseText(ScopeNames scopes) : INotificationText
{
    const string NotificationKind = "moderation.decided";

    public string Kind => NotificationKind;

    /// <summary>Returns the notification of a decision.</summary>
    public static Notification Of(Guid caseId) => new(NotificationKind, caseId.ToString(), Scope: null);

    public async Task<IReadOnlyDictionary<string, NotificationWords>> ComposeAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var cases = await Case.ListAsync(db, subjects.Select(subject => Guid.Parse(subject.SubjectId)), ct);
        var names = await scopes.ListAsync(db, cases.Select(c => c.Scope), ct);

        return cases.Where(c => c.Decision is not null).ToDictionary(
            c => c.Id.ToString(),
            c => new NotificationWords(Title(c, c.Subject.CommentId is null ? "post" : "comment", names[c.Scope]), c.Reason ?? ""));
    }

    static string Title(Case c, string what, string scope) => c switch
    {
        { UndoneAt: not null } => $"The moderators of {scope} took their decision on your {what} back",
        { Decision: CaseDecision.Hide } => $"The moderators of {scope} hid your {what}",
        { Decision: CaseDecision.Remove } => $"The moderators of {scope} removed your {what}",
        { Decision: CaseDecision.Warn } => $"The moderators of {scope} warn you about your {what}",
        { Decision: CaseDecision.Ban } => $"The moderators of {scope} removed your {what} and banned you",
        _ => $"The moderators of {scope} kept your {what}",
    };
}

/// <summary>Tells those of the next rank that an author appeals.</summary>
sealed class AppealText(ScopeNames scopes) : INotificationText
{
    const string NotificationKind = "moderation.appeal";

    public string Kind => NotificationKind;

    /// <summary>Returns the notification of an appeal. The administrators of the platform get it too, so it is not bound to
    /// the members of the scope; it names no text.</summary>
    public static Notification Of(Case found) => new(NotificationKind, found.Id.ToString(), Scope: null);

    public async Task<IReadOnlyDictionary<string, NotificationWords>> ComposeAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var cases = await Case.ListAsync(db, subjects.Select(subject => Guid.Parse(subject.SubjectId)), ct);
        var names = await scopes.ListAsync(db, cases.Select(c => c.Scope), ct);

        return cases.ToDictionary(
            c => c.Id.ToString(),
            c => new NotificationWords($"An author in {names[c.Scope]} appeals against a decision", "You answer it: the decision stands, or is undone."));
    }
}

/// <summary>Tells the author how their appeal was answered, and why. Readable for a banned one too.</summary>
sealed class AppealAnswerText(ScopeNames scopes) : INotificationText
{
    const string NotificationKind = "moderation.appeal_answered";

    public string Kind => NotificationKind;

    /// <summary>Returns the notification of an answer.</summary>
    public static Notification Of(Guid caseId) => new(NotificationKind, caseId.ToString(), Scope: null);

    public async Task<IReadOnlyDictionary<string, NotificationWords>> ComposeAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var appeals = await Appeal.ListAsync(db, subjects.Select(subject => Guid.Parse(subject.SubjectId)), ct);
        var cases = await Case.ListAsync(db, appeals.Keys, ct);
        var names = await scopes.ListAsync(db, cases.Select(c => c.Scope), ct);

        return cases.Where(c => appeals[c.Id].Outcome is not null).ToDictionary(
            c => c.Id.ToString(),
            c => new NotificationWords(
                appeals[c.Id].Outcome == AppealOutcome.Granted
                    ? $"Your appeal in {names[c.Scope]} is granted: the decision is undone"
                    : $"Your appeal in {names[c.Scope]} is refused: the decision stands",
                appeals[c.Id].Answer ?? ""));
    }
}
