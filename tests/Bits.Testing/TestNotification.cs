using Bits.Membership;
using Bits.Platform.Features.Notifications;
using Npgsql;

namespace Bits.Testing;

/// <summary>Notifications whose words a test gives.</summary>
public sealed class TestNotification : INotificationText
{
    const string TestKind = "tests.kind";

    /// <inheritdoc />
    public string Kind => TestKind;

    /// <summary>One with these words.</summary>
    public static Notification Of(string subjectId, Scope? scope, string title, string body) => new(
        TestKind, subjectId, scope, new Dictionary<string, string> { ["title"] = title, ["body"] = body });

    /// <inheritdoc />
    public Task<IReadOnlyDictionary<string, NotificationWords>> ComposeAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct) =>
        Task.FromResult<IReadOnlyDictionary<string, NotificationWords>>(subjects.ToDictionary(
            s => s.SubjectId, s => new NotificationWords(s.Facts["title"], s.Facts["body"])));
}
