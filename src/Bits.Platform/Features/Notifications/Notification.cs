using Bits.Membership;

namespace Bits.Platform.Features.Notifications;

/// <summary>A notification. It stores ids and numbers, and no text of a person: the <see cref="INotificationText"/> of
/// its kind renders the text for each read.</summary>
/// <param name="Kind">The kind, such as <c>groups.notify_post</c>.</param>
/// <param name="SubjectId">The subject; each kind and subject has one notification.</param>
/// <param name="Scope">The scope whose members it is for. A former member does not get it, and a user who may not read
/// there sees no text. Null for public information.</param>
/// <param name="Facts">Additional ids and numbers.</param>
public sealed record Notification(
    string Kind, string SubjectId, Scope? Scope, IReadOnlyDictionary<string, string>? Facts = null)
{
    /// <summary>Gets who did it; a recipient who has blocked them gets no message. Null for the platform itself.</summary>
    public Guid? Actor { get; init; }

    /// <summary>Gets whether it happened again: a recipient who has read it finds it unread and first in the inbox. Messages
    /// outside the app are sent once. Default: it did not.</summary>
    public bool Renews { get; init; }
}

/// <summary>The subject of a notification.</summary>
/// <param name="SubjectId">The id of the subject.</param>
/// <param name="Facts">Additional ids and numbers.</param>
public sealed record NotificationSubject(string SubjectId, IReadOnlyDictionary<string, string> Facts);
