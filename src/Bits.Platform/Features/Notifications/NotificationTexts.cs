using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>Renders notifications of any kind.</summary>
public sealed class NotificationTexts(IEnumerable<INotificationText> texts)
{
    readonly Dictionary<string, INotificationText> _texts = texts.ToDictionary(text => text.Kind);

    /// <summary>Returns whether a kind has a renderer.</summary>
    public bool Has(string kind) => _texts.ContainsKey(kind);

    /// <summary>Renders notifications, by kind and subject; omits those whose subject is deleted.</summary>
    public async Task<IReadOnlyDictionary<(string Kind, string SubjectId), NotificationWords>> ComposeAsync(
        NpgsqlConnection db, IEnumerable<(string Kind, NotificationSubject Subject)> notifications, CancellationToken ct)
    {
        var words = new Dictionary<(string, string), NotificationWords>();
        foreach (var kind in notifications.GroupBy(n => n.Kind, n => n.Subject).Where(kind => Has(kind.Key)))
        {
            foreach (var (subject, text) in await _texts[kind.Key].ComposeAsync(db, [.. kind], ct))
                words[(kind.Key, subject)] = text;
        }

        return words;
    }
}
