using Bits.Platform.Features.Notifications;

namespace Bits.Web.Hosting;

/// <summary>Reads the subjects of notifications that begin with the id of what they are about.</summary>
static class InboxSubjects
{
    const int IdLength = 32;

    /// <summary>Returns the id with which the subject begins; null for another subject.</summary>
    public static Guid? FirstId(this InboxItem item) =>
        item.SubjectId.Length >= IdLength && Guid.TryParseExact(item.SubjectId[..IdLength], "N", out var id) ? id : null;
}
