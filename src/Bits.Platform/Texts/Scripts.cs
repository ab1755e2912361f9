using System.Text;

namespace Bits.Platform.Texts;

/// <summary>Finds words that mix scripts with similar letters: Cyrillic а in a Latin word.</summary>
static class Scripts
{
    /// <summary>Returns what is wrong with a text that has a word of two such scripts, and the remedy; null for every other
    /// one.</summary>
    public static string? Problem(string text) => FirstForeign(text) is { } foreign
        ? $"has {TextRules.Shown(foreign)} among letters of another script; write the word in one script."
        : null;

    /// <summary>Returns the first letter whose script differs from the letters before it in its word, among Latin,
    /// Greek and Cyrillic; null without one.</summary>
    public static Rune? FirstForeign(string text)
    {
        var (script, foreign) = (LookAlike.None, default(Rune?));
        foreach (var rune in text.EnumerateRunes())
        {
            var own = Of(rune);
            if (!Rune.IsLetter(rune) && !Characters.IsMark(rune))
                script = LookAlike.None;
            else if (own != LookAlike.None && script != LookAlike.None && own != script)
                return own == LookAlike.Latin ? foreign : rune;
            else if (own != LookAlike.None)
                (script, foreign) = (own, own == LookAlike.Latin ? foreign : foreign ?? rune);
        }

        return null;
    }

    /// <summary>Returns whether a letter belongs to a script with lookalikes in another one, and without joining.</summary>
    public static bool HasLookAlikes(Rune rune) => Of(rune) != LookAlike.None;

    static LookAlike Of(Rune rune) => !Rune.IsLetter(rune) ? LookAlike.None : rune.Value switch
    {
        < 0x0250 or (>= 0x1E00 and <= 0x1EFF) => LookAlike.Latin,
        (>= 0x0370 and <= 0x03FF) or (>= 0x1F00 and <= 0x1FFF) => LookAlike.Greek,
        (>= 0x0400 and <= 0x052F) or (>= 0x1C80 and <= 0x1C8F) or (>= 0x2DE0 and <= 0x2DFF) or (>= 0xA640 and <= 0xA69F) => LookAlike.Cyrillic,
        _ => LookAlike.None,
    };

    enum LookAlike
    {
        None,
        Latin,
        Greek,
        Cyrillic,
    }
}
