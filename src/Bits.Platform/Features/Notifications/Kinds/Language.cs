namespace Bits.Platform.Features.Notifications;

/// <summary>Lists the languages of notifications.</summary>
public enum Language
{
    /// <summary>English; the default.</summary>
    English,

    /// <summary>Hindi.</summary>
    Hindi,
}

/// <summary>A text in each language of the platform.</summary>
/// <param name="English">English.</param>
/// <param name="Hindi">Hindi.</param>
public sealed record Localized(string English, string Hindi)
{
    /// <summary>What stands for the name of an account that is gone.</summary>
    public static readonly Localized FormerMember = new("A former member", "एक पूर्व सदस्य");

    /// <summary>Returns a text that is the same in all languages, such as a name.</summary>
    public static implicit operator Localized(string text) => Of(text);

    /// <summary>Returns a text that is the same in all languages, such as a name.</summary>
    public static Localized Of(string text) => new(text, text);

    /// <summary>Returns the text in a language.</summary>
    public string In(Language language) => language switch
    {
        Language.Hindi => Hindi,
        Language.English => English,
    };
}

/// <summary>The tags of languages (BCP 47).</summary>
public static class LanguageTags
{
    /// <summary>Returns the tag, such as <c>hi</c>.</summary>
    public static string Tag(this Language language) => language switch
    {
        Language.Hindi => "hi",
        Language.English => "en",
    };
}
