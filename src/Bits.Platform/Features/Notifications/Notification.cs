using Bits.Membership;
using Npgsql;

namespace Bits.Platform.Features.Notifications;

/// <summary>A notification. It stores ids and numbers, and no text of a person: the <see cref="INotificationText"/> of
/// its kind renders the text for each read.</summary>
/// <param name="Kind">The kind, such as <c>groups.notify_post</c>.</param>
/// <param name="SubjectId">The subject; each kind and subject has one notification.</param>
/// <param name="Scope">The scope whose members it is for. A former member does not get it, and a user who may not read
/// there sees no text. Null for public information.</param>
/// <param name="Facts">Additional ids and numbers.</param>
public sealed record Notification(
    string Kind, string SubjectId, Scope? Scope, IReadOnlyDictionary<string, string>? Facts = null);

/// <summary>The subject of a notification.</summary>
/// <param name="SubjectId">The id of the subject.</param>
/// <param name="Facts">Additional ids and numbers.</param>
public sealed record NotificationSubject(string SubjectId, IReadOnlyDictionary<string, string> Facts);

/// <summary>The text of a notification.</summary>
/// <param name="Title">The headline.</param>
/// <param name="Body">The short text.</param>
public sealed record NotificationWords(string Title, string Body);

/// <summary>Renders the notifications of one kind; the feature that sends them implements it.</summary>
public interface INotificationText
{
    /// <summary>Gets the kind, such as <c>groups.notify_post</c>.</summary>
    string Kind { get; }

    /// <summary>Renders the current text with current names. Omits deleted subjects.</summary>
    /// <param name="db">An open connection.</param>
    /// <param name="subjects">The subjects, each <see cref="NotificationSubject.SubjectId"/> once.</param>
    /// <param name="ct">Stops the query.</param>
    Task<IReadOnlyDictionary<string, NotificationWords>> ComposeAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct);
}
