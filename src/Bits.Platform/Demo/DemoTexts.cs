namespace Bits.Platform.Demo;

/// <summary>The groups and posts of the demo data.</summary>
static class DemoTexts
{
    /// <summary>Slug, name, description, and topics.</summary>
    public static readonly (string Slug, string Name, string Description, string[] Topics)[] Groups =
    [
        ("rowing", "Rowing", "Early mornings on the water.", ["a morning row", "the regatta", "a coxswain's clinic"]),
        ("startups", "Founders and Startups", "Who builds, who funds, who joins.", ["a pitch evening", "term sheets", "a co-founder search"]),
        ("jazz", "Jazz Listeners", "Records, concerts and a jam once a month.", ["the monthly jam", "a new quartet", "a record swap"]),
        ("trekking", "Trekking in the Ghats", "Weekend treks, all levels.", ["the monsoon trek", "a night walk", "trail maintenance"]),
        ("chess", "Chess", "Blitz on Thursdays, study on Sundays.", ["the blitz ladder", "an endgame study", "the team league"]),
        ("books", "Book Club", "One book a month.", ["this month's novel", "a translation", "an author's evening"]),
        ("climate", "Climate Action", "What engineers can do.", ["heat pumps", "a carbon ledger", "rooftop solar"]),
        ("robotics", "Robotics", "Makers of things that move.", ["a line follower", "inverse kinematics", "the robot cup"]),
        ("machine-learning", "Machine Learning", "Papers, practice, and their difference.", ["a reading group", "evaluation", "a model in production"]),
        ("quiz", "Quizzers", "Knows useless things.", ["the open quiz", "a question set", "the alumni cup"]),
        ("cricket", "Cricket", "Tennis ball, leather ball, any ball.", ["the weekend match", "net practice", "the batch league"]),
        ("photography", "Photography", "Film and digital.", ["a street walk", "darkroom hours", "the annual exhibition"]),
        ("women-in-tech", "Women in Tech", "Support, careers, visibility.", ["a mentoring circle", "a speaker list", "salary negotiation"]),
        ("public-policy", "Public Policy", "Alumni in government and around it.", ["the data bill", "a fellowship", "urban transport"]),
        ("higher-studies", "Higher Studies", "Applications, scholarships, life abroad.", ["statement drafts", "a scholarship", "visa dates"]),
        ("cycling", "Cycling", "Long rides, slow coffee.", ["the hundred", "a repair day", "the coffee ride"]),
        ("theatre", "Theatre", "Plays in five languages.", ["auditions", "a reading", "the winter production"]),
        ("parents", "Young Parents", "What we wish we had known.", ["school search", "a play date", "sleep"]),
        ("open-source", "Open Source", "Maintainers and friends.", ["a sprint", "release notes", "a first contribution"]),
        ("semiconductors", "Semiconductors", "Devices, design, fabs.", ["a tape-out", "yield", "the fab visit"]),
        ("alumni-council", "Alumni Council", "The council's own room.", ["the agenda", "the budget", "minutes"]),
        ("founders-circle", "Founders' Circle", "Candid talk among founders.", ["runway", "a hard week", "hiring"]),
    ];

    /// <summary>The private ones among the groups.</summary>
    public static readonly string[] PrivateGroups = ["alumni-council", "founders-circle"];

    /// <summary>What people write who request to join a private group.</summary>
    public static readonly string[] Requests =
    [
        "I chaired the reunion of my batch, and would like to help with the next one.",
        "My co-founder is a member and told me about the group.",
        "I have just moved back to India. Happy to lend a hand.",
    ];

    /// <summary>The posts; {0} is a topic, {1} a chapter.</summary>
    public static readonly string[] Posts =
    [
        "Who is in for {0} this Saturday in {1}? Bring a friend.",
        "Notes from {0}: what worked, what did not, and what we try next.",
        "Looking for two more people for {0}. Beginners are welcome.",
        "I have written up {0} for those who could not come to {1}.",
        "Question about {0}: where would you start if you had one evening a week?",
        "We meet at the usual place in {1} to talk about {0}. Chai is on the batch of 1998.",
        "A recommendation after {0}: go early, stay late.",
        "Thank you all for {0}. Pictures follow.",
        "Postponed: {0} moves to next month because of the rain in {1}.",
        "Does anyone have the material from {0}? The link is dead.",
    ];
}
