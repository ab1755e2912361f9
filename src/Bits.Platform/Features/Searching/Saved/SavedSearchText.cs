using System.Globalization;
using Bits.Platform.Features.Notifications;
using Bits.Search;
using Npgsql;

namespace Bits.Platform.Features.Searching.Saved;

/// <summary>Renders the notification of a saved search. It gives a number, not titles: the search itself shows what its
/// owner may see then.</summary>
sealed class SavedSearchText : INotificationText
{
    const string One = "one";
    const string Many = "many";

    static readonly NotificationKind SavedSearches = new(
        RunSavedSearches.Kind, new("News of your saved searches", "आपकी सहेजी खोजों की नई चीज़ें"), Importance.Personal,
        new Dictionary<string, Phrases>
        {
            [One] = new(
                new("Something new for {name}", "{text}", "Search"), new("{name} के लिए कुछ नया", "{text}", "खोजें")),
            [Many] = new(
                new("{documents} new things for {name}", "{text}", "Search"),
                new("{name} के लिए {documents} नई चीज़ें", "{text}", "खोजें")),
        });

    public NotificationKind Kind => SavedSearches;

    /// <summary>Notifies the owner of a saved search of the number of new documents.</summary>
    public static Notification Of(SavedSearch saved, int documents, SearchMark now) => new(
        RunSavedSearches.Kind, $"{saved.Id}:{now.Snapshot}", Scope: null,
        new Dictionary<string, string> { ["documents"] = documents.ToString(CultureInfo.InvariantCulture) });

    public async Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var searches = (await SavedSearch.ListAsync(db, [.. subjects.Select(IdOf).Distinct()], ct)).ToDictionary(s => s.Id);

        return subjects.Where(subject => searches.ContainsKey(IdOf(subject)))
            .ToDictionary(subject => subject.SubjectId, subject => Values(subject, searches[IdOf(subject)]));
    }

    static NotificationValues Values(NotificationSubject subject, SavedSearch saved)
    {
        var documents = subject.Facts.GetValueOrDefault("documents") ?? "1";
        return new(
            documents == "1" ? One : Many,
            new Dictionary<string, Localized> { ["documents"] = documents, ["name"] = saved.Name, ["text"] = saved.Text });
    }

    static Guid IdOf(NotificationSubject subject) => Guid.Parse(subject.SubjectId.AsSpan(0, 36));
}
