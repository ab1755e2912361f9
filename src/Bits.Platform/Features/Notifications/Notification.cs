using Bits.Membership;

namespace Bits.Platform.Features.Notifications;

/// <summary>Something to tell.</summary>
/// <param name="Kind">What sort of thing, such as <c>groups.notify_post</c>.</param>
/// <param name="SubjectId">What it is about; of one kind and subject there is one notification.</param>
/// <param name="Scope">Whose members it is for: who is no member any more when it is sent does not get it. Null: it tells
/// nothing that only members may know.</param>
/// <param name="Title">The headline.</param>
/// <param name="Body">The text, short.</param>
public sealed record Notification(string Kind, string SubjectId, Scope? Scope, string Title, string Body);

/// <summary>The channels.</summary>
static class Channels
{
    public const string InApp = "in_app";
    public const string WhatsApp = "whatsapp";
}
