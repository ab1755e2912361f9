using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Features.Notifications;
using Npgsql;

namespace Bits.Platform.Features.Posts.Moderation;

/// <summary>Tells the moderators of a scope that a text waits for their decision. Names no text and no person.</summary>
sealed class ReportText(ScopeNames scopes) : INotificationText
{
    static readonly NotificationKind Reports = new(
        "moderation.report", new("Reports that you decide on", "रिपोर्ट जिन पर आप निर्णय लेते हैं"), Importance.Personal, new Phrases(
            new("A member reported a {what} in {scope}", "Decide on it: keep, hide or remove it.", "See the report"),
            new("{scope} में एक सदस्य ने एक {what} की रिपोर्ट की", "निर्णय लें: रखें, छिपाएँ या हटाएँ।", "रिपोर्ट देखें")));

    public NotificationKind Kind => Reports;

    /// <summary>Returns the notification of a new case. The subject names the scope too, as the page of its recipients is that
    /// of the scope.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="scope">The scope.</param>
    /// <param name="forMembers">Whether the recipients are members of the scope: who leaves it reads no more of it.</param>
    public static Notification Of(Guid caseId, Scope scope, bool forMembers) =>
        new(Reports.Name, $"{scope}/{caseId}", forMembers ? scope : null);

    public async Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var ids = subjects.ToDictionary(subject => CaseIdOf(subject.SubjectId), subject => subject.SubjectId);
        var cases = (await Case.ListAsync(db, ids.Keys, ct)).Where(c => c.Decision is null).ToList();
        var names = await scopes.ListAsync(db, cases.Select(c => c.Scope), ct);

        return cases.ToDictionary(
            c => ids[c.Id],
            c => new NotificationValues(
                NotificationKind.Only,
                new Dictionary<string, Localized> { ["scope"] = names[c.Scope], ["what"] = CaseText.What(c) }));
    }

    static Guid CaseIdOf(string subjectId) => Guid.Parse(subjectId[(subjectId.LastIndexOf('/') + 1)..]);
}
