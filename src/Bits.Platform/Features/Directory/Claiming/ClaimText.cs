using System.Globalization;
using Bits.Platform.Features.Notifications;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory.Claiming;

/// <summary>Tells coordinators how many claims wait: one notification a day, which later claims of the day renew. Names no
/// claimant.</summary>
sealed class ClaimText : INotificationText
{
    const string One = "one";
    const string Many = "many";

    static readonly NotificationKind Claims = new(
        "directory.claim", new("Claims that you decide on", "दावे जिन पर आप निर्णय लेते हैं"), Importance.Personal, new Dictionary<string, Phrases>
        {
            [One] = new(
                new("A claim waits for a decision", "A person who lost the address of their account has proved a new one.", "See the claims"),
                new("एक दावा निर्णय की प्रतीक्षा में है", "अपने खाते का पता खो चुके एक व्यक्ति ने नया पता साबित किया है।", "दावे देखें")),
            [Many] = new(
                new("{claims} claims wait for a decision", "People who lost the address of their account have proved a new one.", "See the claims"),
                new("{claims} दावे निर्णय की प्रतीक्षा में हैं", "अपने खाते का पता खो चुके लोगों ने नया पता साबित किया है।", "दावे देखें")),
        })
    {
        Gathers = TimeSpan.FromMinutes(10),
    };

    public NotificationKind Kind => Claims;

    /// <summary>Returns the notification of the claims of a day (UTC).</summary>
    public static Notification Of(DateOnly day) => new(Claims.Name, day.ToString("O", CultureInfo.InvariantCulture), Scope: null)
    {
        Renews = true,
    };

    public async Task<IReadOnlyDictionary<string, NotificationValues>> ListAsync(
        NpgsqlConnection db, IReadOnlyCollection<NotificationSubject> subjects, CancellationToken ct)
    {
        const string sql = """
            select to_char(confirmed_at at time zone 'utc', 'YYYY-MM-DD') as day, count(*)
            from directory_claim
            where state = 'waiting' and to_char(confirmed_at at time zone 'utc', 'YYYY-MM-DD') = any($1)
            group by day
            """;

        var waiting = await db.QueryAsync(
            sql, [subjects.Select(subject => subject.SubjectId).ToArray()], row => (Day: row.GetString(0), Claims: row.GetInt64(1)), ct);
        return waiting.ToDictionary(of => of.Day, of => new NotificationValues(
            of.Claims == 1 ? One : Many,
            new Dictionary<string, Localized> { ["claims"] = of.Claims.ToString(CultureInfo.InvariantCulture) }));
    }
}
