namespace Bits.Platform.Features.Directory.Demo;

/// <summary>What the demo people say of themselves.</summary>
static class DemoWords
{
    /// <summary>Headlines. They name neither employer nor city, whose audience may be another one.</summary>
    public static readonly string[] Headlines =
    [
        "Builds things that stay built.", "Makes payments boring.", "Engineer by day, quizzer by night.", "Ask me about the first job abroad.",
        "Second career, first love: teaching.", "Turns spreadsheets into decisions.", "Chai, code, repeat.", "Looking for a co-founder with patience.",
        "Works on clean power for small towns.", "Reads more papers than novels, and regrets it.", "Runs slow marathons.", "Happy to review your statement of purpose.",
        "Moved back home after twelve years.", "Hires people who write well.", "Still owes the mess two coupons.", "Plays the sarod badly and in public.",
        "Likes hard problems and short meetings.", "Recovering perfectionist.", "Knows a good dentist in every city.", "Grows tomatoes and teams.",
    ];

    /// <summary>The names by which friends call each other.</summary>
    public static readonly string[] Nicknames =
    [
        "Doc", "Prof", "Captain", "Chai", "Guru", "Maggi", "Sherlock", "Skipper", "Tiger", "Bullet", "Sparky", "Pandit", "Boss", "Dosa", "Junior",
    ];

    /// <summary>How names that strangers misread are spoken, by the first name.</summary>
    public static readonly IReadOnlyDictionary<string, string> Spoken = new Dictionary<string, string>
    {
        ["Nguyễn"] = "Nwin",
        ["Wei"] = "Way",
        ["Mei"] = "May",
        ["Søren"] = "SUR-en",
        ["Øystein"] = "OY-stine",
        ["Jürgen"] = "YOOR-gen",
        ["François"] = "fron-SWAH",
        ["Björn"] = "Byern",
        ["Elif"] = "eh-LEEF",
        ["Lucía"] = "loo-SEE-ah",
        ["Jyoti"] = "JYOH-tee",
    };

    /// <summary>The cities of a chapter that is no city itself, and their languages.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Cities = new Dictionary<string, string[]>
    {
        ["Bay Area"] = ["San Francisco", "San Jose", "Palo Alto"],
        ["Goa"] = ["Panaji", "Margao", "Vasco da Gama"],
        ["Delhi"] = ["New Delhi", "Gurugram", "Noida"],
    };

    /// <summary>The languages of a chapter, besides English and Hindi.</summary>
    public static readonly IReadOnlyDictionary<string, string[]> Languages = new Dictionary<string, string[]>
    {
        ["Bengaluru"] = ["Kannada", "Tamil", "Telugu"],
        ["Hyderabad"] = ["Telugu", "Urdu"],
        ["Mumbai"] = ["Marathi", "Gujarati"],
        ["Pune"] = ["Marathi"],
        ["Delhi"] = ["Punjabi", "Urdu"],
        ["Chennai"] = ["Tamil"],
        ["Kolkata"] = ["Bengali"],
        ["Goa"] = ["Konkani", "Marathi", "Portuguese"],
        ["Ahmedabad"] = ["Gujarati"],
        ["Kochi"] = ["Malayalam"],
        ["Jaipur"] = ["Rajasthani"],
        ["Zürich"] = ["German"],
        ["Dubai"] = ["Arabic", "Malayalam"],
        ["Singapore"] = ["Mandarin", "Tamil"],
    };

    /// <summary>What people write who ask for a connection.</summary>
    public static readonly string?[] Notes =
    [
        "We met at the career evening. I would like to hear more about your first year in the job.",
        "Your row time at the regatta still stands! Shall we catch up?",
        null,
    ];
}
