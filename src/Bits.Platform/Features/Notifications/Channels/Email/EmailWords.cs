namespace Bits.Platform.Features.Notifications.Channels.Email;

/// <summary>What each e-mail says around its items, in one language.</summary>
sealed record EmailWords(
    string Brand, string Settings, string Unsubscribe, string WhyDigest, Func<string, string> Greeting, Func<string, string> Why,
    Func<int, string> DigestTitle)
{
    static readonly EmailWords English = new(
        Brand: "BITS Alumni",
        Settings: "Choose what you get",
        Unsubscribe: "Unsubscribe",
        WhyDigest: "This is your digest of what happened in your groups.",
        Greeting: name => $"Hello {name},",
        Why: label => $"You get e-mails about: {label}.",
        DigestTitle: count => count == 1 ? "One thing that is new for you" : $"{count} things that are new for you");

    static readonly EmailWords Hindi = new(
        Brand: "BITS Alumni",
        Settings: "चुनें कि आपको क्या मिले",
        Unsubscribe: "सदस्यता समाप्त करें",
        WhyDigest: "यह आपके समूहों की गतिविधियों का सार है।",
        Greeting: name => $"नमस्ते {name},",
        Why: label => $"इसके बारे में आपको ई-मेल आते हैं: {label}।",
        DigestTitle: count => count == 1 ? "आपके लिए एक नई सूचना" : $"आपके लिए {count} नई सूचनाएँ");

    public static EmailWords In(Language language) => language switch
    {
        Language.Hindi => Hindi,
        Language.English => English,
    };
}
