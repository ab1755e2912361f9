using System.Globalization;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Mentorship.Programmes;
using Bits.Platform.Features.Mentorship.Runs;
using Bits.Platform.Features.Notifications;
using Npgsql;

namespace Bits.Platform.Features.Mentorship.Pairs;

/// <summary>Renders notifications of mentorship: the names of now of a person and a programme.</summary>
abstract class MentorshipText(AccountDirectory accounts) : INotificationText
{
    public abstract NotificationKind Kind { get; }

    public async Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        var people = await accounts.ListNamesAsync(
            db, subjects.Where(s => s.Facts.ContainsKey("person")).Select(s => Guid.Parse(s.Facts["person"])), ct);
        var programmes = await Programme.ListNamesAsync(db, subjects.Select(s => Guid.Parse(s.Facts["programme"])), ct);

        return subjects
            .Where(s => programmes.ContainsKey(Guid.Parse(s.Facts["programme"])))
            .ToDictionary(s => s.SubjectId, s => new NotificationValues(
                s.Facts.GetValueOrDefault("variant", NotificationKind.Only),
                new Dictionary<string, Localized>
                {
                    ["person"] = s.Facts.TryGetValue("person", out var person) && people.TryGetValue(Guid.Parse(person), out var name)
                        ? name
                        : Localized.FormerMember,
                    ["programme"] = programmes[Guid.Parse(s.Facts["programme"])],
                }));
    }
}

/// <summary>The notifications of the two of a pair.</summary>
static class PairTexts
{
    /// <summary>Returns what one of the two is told.</summary>
    public static Notification Of(MentorshipPair pair, PairNews news, Guid recipient) => new(
        KindOf(news), Subject(pair, news, recipient), Scope: null, new Dictionary<string, string>
        {
            ["pair"] = pair.Id.ToString(),
            ["programme"] = pair.ProgrammeId.ToString(),
            ["person"] = pair.OtherThan(recipient).ToString(),
            ["variant"] = Variant(pair, news, recipient),
        });

    static string KindOf(PairNews news) => news switch
    {
        PairNews.Approved => MatchText.KindName,
        PairNews.AnswerDue => AnswerDueText.KindName,
        PairNews.Accepted => MatchAcceptedText.KindName,
        PairNews.Declined or PairNews.Expired or PairNews.Ended => MatchEndedText.KindName,
        PairNews.CheckIn => CheckInText.KindName,
    };

    // One for each recipient, as each reads the name of the other; a check-in happens again and again.
    static string Subject(MentorshipPair pair, PairNews news, Guid recipient) => string.Create(
        CultureInfo.InvariantCulture,
        $"{pair.Id:N}{(recipient == pair.Mentor ? 'r' : 'e')}{(news == PairNews.CheckIn ? $"{pair.NextCheckInAt:yyyyMMdd}" : "")}");

    static string Variant(MentorshipPair pair, PairNews news, Guid recipient) => news switch
    {
        PairNews.Approved => recipient == pair.Mentor ? "mentor" : "mentee",
        PairNews.Expired when pair.EndedAt < pair.AnswerDueAt => "closed", // with the programme, before the deadline
        PairNews.Declined or PairNews.Expired => "not_started",
        PairNews.Ended => "ended",
        PairNews.AnswerDue or PairNews.Accepted or PairNews.CheckIn => NotificationKind.Only,
    };
}

/// <summary>Asks for the answer to a match.</summary>
sealed class MatchText(AccountDirectory accounts) : MentorshipText(accounts)
{
    public override NotificationKind Kind => Matches;

    public const string KindName = "mentorship.match";

    static readonly NotificationKind Matches = new(
        KindName, new("Mentorship matches", "मेंटरशिप के जोड़े"), Importance.Personal, new Dictionary<string, Phrases>
        {
            ["mentor"] = new(
                new("{person} could be your mentee", "{programme}: accept or decline the match.", "Answer"),
                new("{person} आपके मेंटी हो सकते हैं", "{programme}: स्वीकार या अस्वीकार करें।", "उत्तर दें")),
            ["mentee"] = new(
                new("{person} could be your mentor", "{programme}: accept or decline the match.", "Answer"),
                new("{person} आपके मेंटर हो सकते हैं", "{programme}: स्वीकार या अस्वीकार करें।", "उत्तर दें")),
        });
}

/// <summary>Reminds of the answer to a match.</summary>
sealed class AnswerDueText(AccountDirectory accounts) : MentorshipText(accounts)
{
    public override NotificationKind Kind => Due;

    public const string KindName = "mentorship.answer_due";

    static readonly NotificationKind Due = new(
        KindName, new("Mentorship answers that are due", "मेंटरशिप के लंबित उत्तर"), Importance.Personal, new Phrases(
            new("Your answer about {person} is due soon", "{programme}: without an answer the match ends.", "Answer"),
            new("{person} के बारे में आपका उत्तर जल्द देना है", "{programme}: उत्तर के बिना यह जोड़ा समाप्त हो जाएगा।", "उत्तर दें")));
}

/// <summary>Says that both have accepted.</summary>
sealed class MatchAcceptedText(AccountDirectory accounts) : MentorshipText(accounts)
{
    public override NotificationKind Kind => Accepted;

    public const string KindName = "mentorship.accepted";

    static readonly NotificationKind Accepted = new(
        KindName, new("Accepted mentorships", "स्वीकृत मेंटरशिप"), Importance.Personal, new Phrases(
            new("You and {person} have both accepted", "{programme}: plan your first session.", "See the mentorship"),
            new("आपने और {person} ने स्वीकार किया", "{programme}: पहली बैठक तय करें।", "मेंटरशिप देखें")));
}

/// <summary>Says that a match did not come about or is over; never why.</summary>
sealed class MatchEndedText(AccountDirectory accounts) : MentorshipText(accounts)
{
    public override NotificationKind Kind => Ends;

    public const string KindName = "mentorship.ended";

    static readonly NotificationKind Ends = new(
        KindName, new("Ended mentorships", "समाप्त मेंटरशिप"), Importance.Personal, new Dictionary<string, Phrases>
        {
            ["not_started"] = new(
                new("The match with {person} did not come about", "{programme}: the coordinators look for another one.", "See the programme"),
                new("{person} के साथ जोड़ा नहीं बना", "{programme}: समन्वयक दूसरा जोड़ा खोज रहे हैं।", "कार्यक्रम देखें")),
            ["closed"] = new(
                new("The match with {person} did not come about", "{programme} closed before you both had answered.", "See the programme"),
                new("{person} के साथ जोड़ा नहीं बना", "{programme}: आप दोनों के उत्तर से पहले कार्यक्रम बंद हो गया।", "कार्यक्रम देखें")),
            ["ended"] = new(
                new("Your mentorship with {person} has ended", "{programme}: you can still give feedback.", "Give feedback"),
                new("{person} के साथ आपकी मेंटरशिप समाप्त हुई", "{programme}: आप अब भी प्रतिक्रिया दे सकते हैं।", "प्रतिक्रिया दें")),
        });
}

/// <summary>Asks how a mentorship goes.</summary>
sealed class CheckInText(AccountDirectory accounts) : MentorshipText(accounts)
{
    public override NotificationKind Kind => CheckIns;

    public const string KindName = "mentorship.check_in";

    static readonly NotificationKind CheckIns = new(
        KindName, new("Mentorship check-ins", "मेंटरशिप की जानकारी"), Importance.Personal, new Phrases(
            new("How does it go with {person}?", "{programme}: a mark and a few words for the coordinators.", "Answer"),
            new("{person} के साथ कैसा चल रहा है?", "{programme}: समन्वयकों के लिए एक अंक और कुछ शब्द।", "उत्तर दें")));
}

/// <summary>The notifications of coordinators. A subject begins with the programme, and of the others with the pair: pages follow
/// it.</summary>
static class CoordinatorTexts
{
    public static Notification OfRun(MatchingRun run) => new(
        RunFinishedText.KindName, $"{run.ProgrammeId:N}{run.RunId:N}", Scope: null, new Dictionary<string, string>
        {
            ["programme"] = run.ProgrammeId.ToString(),
            ["run"] = run.RunId.ToString(),
            ["variant"] = run.Kind == RunKind.DryRun ? "dry_run" : "run",
        });

    public static Notification OfNext(NotifyNext next) => new(
        RunFinishedText.KindName, $"{next.ProgrammeId:N}{next.MenteeId:N}{next.MentorId:N}", Scope: null, new Dictionary<string, string>
        {
            ["programme"] = next.ProgrammeId.ToString(),
            ["person"] = next.MenteeId.ToString(),
            ["variant"] = "next",
        });
}

/// <summary>Tells coordinators that proposals wait.</summary>
sealed class RunFinishedText(AccountDirectory accounts) : MentorshipText(accounts)
{
    public override NotificationKind Kind => Runs;

    public const string KindName = "mentorship.proposals";

    static readonly NotificationKind Runs = new(
        KindName, new("Mentorship proposals to review", "समीक्षा के लिए मेंटरशिप प्रस्ताव"), Importance.Personal, new Dictionary<string, Phrases>
        {
            ["run"] = new(
                new("The matching of {programme} has finished", "Its proposals wait for your review.", "Review"),
                new("{programme} का मिलान पूरा हुआ", "प्रस्ताव आपकी समीक्षा की प्रतीक्षा में हैं।", "समीक्षा करें")),
            ["dry_run"] = new(
                new("A dry run of {programme} has finished", "Compare it with the pairs of now.", "Compare"),
                new("{programme} का परीक्षण मिलान पूरा हुआ", "इसकी तुलना वर्तमान जोड़ों से करें।", "तुलना करें")),
            ["next"] = new(
                new("Another mentor is proposed for {person}", "{programme}: the proposal waits for your review.", "Review"),
                new("{person} के लिए दूसरे मेंटर का प्रस्ताव है", "{programme}: प्रस्ताव आपकी समीक्षा की प्रतीक्षा में है।", "समीक्षा करें")),
        });
}
