using System.Globalization;
using System.Text;

namespace Bits.Platform.Features.Mentorship.Meeting;

/// <summary>Writes a session as an iCalendar file (RFC 5545). The UID never changes and the SEQUENCE rises with each change, so a
/// calendar replaces what it has. Times are in UTC: two people of different zones read the same moment.</summary>
static class SessionCalendar
{
    const int MaxOctets = 75;

    /// <summary>Returns the file.</summary>
    public static string Write(SessionView session, string summary, DateTimeOffset changedAt)
    {
        var text = new StringBuilder();
        Line("BEGIN:VCALENDAR");
        Line("VERSION:2.0");
        Line("PRODID:-//BITS Platform//Mentorship//EN");
        Line("METHOD:PUBLISH");
        Line("BEGIN:VEVENT");
        Line($"UID:mentorship-session-{session.SessionId}");
        Line(string.Create(CultureInfo.InvariantCulture, $"SEQUENCE:{session.Sequence}"));
        Line($"DTSTAMP:{Moment(changedAt)}");
        Line($"LAST-MODIFIED:{Moment(changedAt)}");
        Line($"DTSTART:{Moment(session.StartsAt)}");
        Line($"DTEND:{Moment(session.StartsAt.AddMinutes(session.Minutes))}");
        Line($"SUMMARY:{Escaped(summary)}");
        if (session.Place is { } place)
            Line($"LOCATION:{Escaped(place)}");
        if (session.Agenda is { } agenda)
            Line($"DESCRIPTION:{Escaped(agenda)}");
        Line($"STATUS:{(session.State == SessionState.Cancelled ? "CANCELLED" : "CONFIRMED")}");
        Line("END:VEVENT");
        Line("END:VCALENDAR");
        return text.ToString();

        void Line(string line) => text.Append(Folded(line)).Append("\r\n");
    }

    static string Moment(DateTimeOffset time) => time.UtcDateTime.ToString("yyyyMMdd'T'HHmmss'Z'", CultureInfo.InvariantCulture);

    // Each kind of line end is written as \n, and other control characters, which a file must not have, are left out.
    static string Escaped(string text)
    {
        var escaped = new StringBuilder();
        foreach (var letter in text.ReplaceLineEndings("\n"))
            escaped.Append(letter switch
            {
                '\n' or '\v' => @"\n",
                '\\' or ';' or ',' => $@"\{letter}",
                '\t' => "\t",
                _ => char.IsControl(letter) ? "" : $"{letter}",
            });
        return escaped.ToString();
    }

    // At most 75 octets a line, and never within a character.
    static string Folded(string line)
    {
        var text = new StringBuilder();
        var octets = 0;
        foreach (var rune in line.EnumerateRunes())
        {
            if (octets + rune.Utf8SequenceLength > MaxOctets)
            {
                text.Append("\r\n ");
                octets = 1;
            }

            text.Append(rune);
            octets += rune.Utf8SequenceLength;
        }

        return text.ToString();
    }
}
