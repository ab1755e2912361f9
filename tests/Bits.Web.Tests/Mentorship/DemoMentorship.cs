namespace Bits.Web.Tests.Mentorship;

/// <summary>The programmes and pairs of the demo network. Asha coordinates all of them but the open one, which Divya does; Bikram
/// is a mentee, and Chitra his mentor.</summary>
static class DemoMentorship
{
    public const string Draft = "/mentorship/0000b177-0000-8000-8000-000000000000";
    public const string Open = "/mentorship/0000b177-0001-8000-8000-000000000000";
    public const string Matching = "/mentorship/0000b177-0002-8000-8000-000000000000";
    public const string Review = "/mentorship/0000b177-0003-8000-8000-000000000000";
    public const string Active = "/mentorship/0000b177-0004-8000-8000-000000000000";
    public const string Closed = "/mentorship/0000b177-0005-8000-8000-000000000000";
    public const string WaitingMatch = "/mentorship/matches/0000b177-0003-8000-8000-000000000001";
    public const string ActiveMatch = "/mentorship/matches/0000b177-0004-8000-8000-000000000001";
    public const string EndedMatch = "/mentorship/matches/0000b177-0005-8000-8000-000000000001";
    public const string Session = "0000b177-0004-8000-8000-0000000000c8";
}
