namespace Bits.Platform.Features.Mentorship;

/// <summary>The capabilities of mentorship programmes.</summary>
public static class MentorshipCapabilities
{
    /// <summary>Create a programme.</summary>
    public const string Create = "mentorship.create";

    /// <summary>See programmes, one's own applications and one's own pairs, and take part in those pairs.</summary>
    public const string View = "mentorship.view";

    /// <summary>Apply to a programme as a mentor or mentee; the programme says who is eligible.</summary>
    public const string Apply = "mentorship.apply";

    /// <summary>Withdraw one's application.</summary>
    public const string Withdraw = "mentorship.withdraw";

    /// <summary>Coordinate a programme: settings, applications, matching, pairs, reports.</summary>
    public const string Coordinate = "mentorship.coordinate";
}
