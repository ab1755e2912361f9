using System.Globalization;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Mentorship.Pairs;
using Bits.Platform.Features.Notifications;

namespace Bits.Platform.Features.Mentorship.Meeting;

/// <summary>Tells of a session.</summary>
sealed class SessionText(AccountDirectory accounts) : MentorshipText(accounts)
{
    public override NotificationKind Kind => SessionNews;

    const string KindName = "mentorship.session";

    static readonly NotificationKind SessionNews = new(
        KindName, new("Mentorship sessions", "मेंटरशिप की बैठकें"), Importance.Personal, new Dictionary<string, Phrases>
        {
            ["planned"] = new(
                new("{person} has planned a session with you", "{programme}: see time and place, and put it into your calendar.", "See the session"),
                new("{person} ने आपके साथ बैठक तय की", "{programme}: समय और स्थान देखें, और कैलेंडर में जोड़ें।", "बैठक देखें")),
            ["moved"] = new(
                new("{person} has changed a session with you", "{programme}: see the new time and place.", "See the session"),
                new("{person} ने आपके साथ की बैठक बदली", "{programme}: नया समय और स्थान देखें।", "बैठक देखें")),
            ["cancelled"] = new(
                new("{person} has cancelled a session with you", "{programme}: plan another one.", "See the mentorship"),
                new("{person} ने आपके साथ की बैठक रद्द की", "{programme}: दूसरी बैठक तय करें।", "मेंटरशिप देखें")),
        });

    /// <summary>Returns what the other one is told.</summary>
    public static Notification Of(MentorshipPair pair, Guid sessionId, Guid by, string variant, int sequence) => new(
        KindName, string.Create(CultureInfo.InvariantCulture, $"{pair.Id:N}{sessionId:N}{sequence}"), Scope: null, new Dictionary<string, string>
        {
            ["pair"] = pair.Id.ToString(),
            ["programme"] = pair.ProgrammeId.ToString(),
            ["person"] = by.ToString(),
            ["session"] = sessionId.ToString(),
            ["variant"] = variant,
        })
    {
        Actor = by,
    };
}
