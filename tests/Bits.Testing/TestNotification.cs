using Bits.Membership;
using Bits.Platform.Features.Notifications;
using Npgsql;

namespace Bits.Testing;

/// <summary>Notifications whose words a test gives.</summary>
public sealed class TestNotification : INotificationText
{
    /// <summary>The name of the kind.</summary>
    public const string TestKind = "tests.kind";

    /// <inheritdoc />
    public NotificationKind Kind { get; } = new(
        TestKind, new("Tests", "परीक्षण"), Importance.Personal, new Phrases(new("{title}", "{body}", "Open"), new("{title}", "{body}", "खोलें")));

    /// <summary>One with these words.</summary>
    public static Notification Of(string subjectId, Scope? scope, string title, string body) => new(
        TestKind, subjectId, scope, new Dictionary<string, string> { ["title"] = title, ["body"] = body });

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<string, NotificationValues>>(subjects.ToDictionary(
            s => s.SubjectId,
            s => new NotificationValues(
                NotificationKind.Only, new Dictionary<string, Localized> { ["title"] = s.Facts["title"], ["body"] = s.Facts["body"] })));
}
