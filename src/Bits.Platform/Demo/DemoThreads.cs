namespace Bits.Platform.Demo;

/// <summary>What people of the demo data answer to each other, by the beginning of the post.</summary>
static class DemoThreads
{
    static readonly (string Beginning, string[] Comments)[] All =
    [
        ("Who is in", [
            "Me, and I bring my sister. She has never tried it.",
            "Count me in. What time do we meet?",
            "I am away this weekend. **Next one** for sure.",
            "Is there space for one more in one of the cars?",
        ]),
        ("Notes from", [
            "The second point saved us a month. Thank you for writing it down.",
            "We tried the opposite in our team and it went no better, so I believe you.",
            "Could you add what it cost? That is what our committee will ask first.",
        ]),
        ("Looking for", [
            "I would love to join. I have no experience, only enthusiasm.",
            "Two from our batch are interested. Whom should they write to?",
            "What do we need to bring?",
        ]),
        ("I have written up", [
            "Read it on the train. The part about the early years made me laugh.",
            "Thank you! Those of us who live abroad miss these evenings most.",
            "Small correction: it was 1996, not 1997. I have the photograph.",
        ]),
        ("Question about", [
            "Start with one small thing and finish it:\n\n1. pick the smallest project you would still use\n2. show it to one person\n3. only then read the book",
            "One evening is plenty. I did it that way for a year.",
            "Find a partner. I gave up twice alone, and never since.",
        ]),
        ("We meet", [
            "I was batch of 1998. Fine, the chai is on me.",
            "Is the usual place still the one behind the library?",
            "Coming, and I bring two juniors who just moved here.",
        ]),
        ("A recommendation", [
            "Agreed. We went late and saw only the last half hour.",
            "And take a jacket, it gets cold after sunset.",
        ]),
        ("Thank you all", [
            "The best one so far. Thank *you* for organising it.",
            "I have forty pictures. Where do I put them?",
        ]),
        ("Postponed", [
            "Wise. The road was under water this morning.",
            "Does the booking move too, or do we book again?",
        ]),
        ("Does anyone", [
            "I kept a copy. I send it to you tonight.",
            "The new address is in the pinned post, I think.",
        ]),
    ];

    /// <summary>Gets short answers to comments.</summary>
    public static IReadOnlyList<string> Replies { get; } =
    [
        "Seven, at the gate.", "Gladly. Write to me.", "Good idea, let us do that.", "Ha! See you there.",
        "I asked the same last year.", "Yes, and thank you.",
    ];

    /// <summary>Returns the comments that fit a post; none for an unknown one.</summary>
    public static IReadOnlyList<string> On(string body) =>
        All.FirstOrDefault(thread => body.StartsWith(thread.Beginning, StringComparison.Ordinal)).Comments ?? [];
}
