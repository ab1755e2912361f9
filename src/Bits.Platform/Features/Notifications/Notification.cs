using Bits.Membership;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>Something to tell. It holds ids and numbers and nobody's words: the words are composed when they are read, by
/// the <see cref="INotificationText"/> of its kind.</summary>
/// <param name="Kind">What sort of thing, such as <c>groups.notify_post</c>.</param>
/// <param name="SubjectId">What it is about; of one kind and subject there is one notification.</param>
/// <param name="Scope">Whose members it is for: who is no member any more when it is sent does not get it, and who may not
/// read there any more reads no word of it. Null: it tells nothing that only members may know.</param>
/// <param name="Facts">Ids and numbers beside the subject.</param>
public sealed record Notification(
    string Kind, string SubjectId, Scope? Scope, IReadOnlyDictionary<string, string>? Facts = null);

/// <summary>What a notification is about.</summary>
/// <param name="SubjectId">What.</param>
/// <param name="Facts">Ids and numbers beside it.</param>
public sealed record NotificationSubject(string SubjectId, IReadOnlyDictionary<string, string> Facts);

/// <summary>A notification in words.</summary>
/// <param name="Title">The headline.</param>
/// <param name="Body">The text, short.</param>
public sealed record NotificationWords(string Title, string Body);

/// <summary>Puts notifications of one kind into words; the feature that sends them implements it.</summary>
public interface INotificationText
{
    /// <summary>The kind, such as <c>groups.notify_post</c>.</summary>
    string Kind { get; }

    /// <summary>The words as they are now, with the names that people have now. A subject that is gone is left out.
    /// </summary>
    /// <param name="db">An open connection.</param>
    /// <param name="subjects">What to put into words, by <see cref="NotificationSubject.SubjectId"/> each once.</param>
    /// <param name="ct">Stops the query.</param>
    Task<IReadOnlyDictionary<string, NotificationWords>> ComposeAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct);
}

/// <summary>The channels.</summary>
static class Channels
{
    public const string InApp = "in_app";
    public const string WhatsApp = "whatsapp";
}
