using System.Globalization;
using Bits.Platform.Features.Notifications;
using Bits.Search;
using Npgsql;

namespace Bits.Platform.Features.Searching.Saved;

/// <summary>Renders the notification of a saved search. It gives a number, not titles: the search itself shows what its
/// owner may see then.</summary>
sealed class SavedSearchText : INotificationText
{
    public string Kind => RunSavedSearches.Kind;

    /// <summary>Notifies the owner of a saved search of the number of new documents.</summary>
    public static Notification Of(SavedSearch saved, int documents, SearchMark now) => new(
        RunSavedSearches.Kind, $"{saved.Id}:{now.Snapshot}", Scope: null,
        new Dictionary<string, string> { ["documents"] = documents.ToString(CultureInfo.InvariantCulture) });

    public async Task<IReadOnlyDictionary<string, NotificationWords>> ComposeAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var searches = (await SavedSearch.ListAsync(db, [.. subjects.Select(IdOf).Distinct()], ct)).ToDictionary(s => s.Id);

        return subjects.Where(subject => searches.ContainsKey(IdOf(subject)))
            .ToDictionary(subject => subject.SubjectId, subject => Words(subject, searches[IdOf(subject)]));
    }

    static NotificationWords Words(NotificationSubject subject, SavedSearch saved) => new(
        subject.Facts.GetValueOrDefault("documents") is { } documents and not "1"
            ? $"{documents} new things for {saved.Name}"
            : $"Something new for {saved.Name}",
        saved.Text);

    static Guid IdOf(NotificationSubject subject) => Guid.Parse(subject.SubjectId.AsSpan(0, 36));
}
