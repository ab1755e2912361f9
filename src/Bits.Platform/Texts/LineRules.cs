using System.Text;

namespace Bits.Platform.Texts;

/// <summary>Checks names: names that look alike must be equal.</summary>
static class LineRules
{
    static readonly Rune Start = new(' ');
    static readonly Rune BlackFlag = new(0x1F3F4);

    /// <summary>Returns what is wrong with a name and the remedy; null for a valid one.</summary>
    public static string? Problem(string text)
    {
        var runes = text.EnumerateRunes().ToList();
        for (var i = 0; i < runes.Count; i++)
            if (Problem(runes, i) is { } problem)
                return problem;

        return null;
    }

    static string? Problem(List<Rune> runes, int i)
    {
        var (rune, before) = (runes[i], i == 0 ? Start : runes[i - 1]);

        return Characters.IsVisible(rune) || rune.Value is ' ' or 0xA0 or 0x3000 ? null
            : rune.Value is '\n' or '\r' or 0x0B or 0x0C or 0x85 or 0x2028 or 0x2029 ? "has a line break; write it in one line."
            : Rune.IsControl(rune) ? $"has the control character {TextRules.Shown(rune)}; delete it."
            : Characters.IsTurning(rune) ? TextRules.TurnsAround(rune)
            : Rune.IsWhiteSpace(rune) ? $"has the unusual blank {TextRules.Shown(rune)}; use a plain one."
            : Characters.IsMark(rune) ? Mark(rune, before)
            : IsJoined(runes, i) ? null
            : $"has {TextRules.Shown(rune)}, which is invisible there; delete it.";
    }

    static string? Mark(Rune rune, Rune before) =>
        Characters.IsVisible(before) || (!Characters.IsVariation(rune) && Characters.IsMark(before)) || before.Value is 0x200C or 0x200D
            ? null
            : Characters.IsVariation(rune) ? $"has {TextRules.Shown(rune)}, which is invisible there; delete it."
            : $"has the mark {TextRules.Shown(rune)} without a letter before it; delete it.";

    // Allowed inside a word of a script that joins its letters, after a virama, or inside an emoji.
    static bool IsJoined(List<Rune> runes, int i)
    {
        var (before, after) = (i == 0 ? Start : runes[i - 1], i + 1 == runes.Count ? Start : runes[i + 1]);

        return runes[i].Value switch
        {
            0x200C or 0x200D when Characters.IsVirama(before) => true,
            0x200C => IsInWord(before, after),
            0x200D => IsInWord(before, after) || (Rune.IsSymbol(after) && (Rune.IsSymbol(before) || Characters.IsVariation(before))),
            _ => Characters.IsTag(runes[i]) && (before == BlackFlag || Characters.IsTag(before)),
        };
    }

    static bool IsInWord(Rune before, Rune after) =>
        Rune.IsLetter(after) && (Rune.IsLetter(before) || Characters.IsMark(before))
        && !Scripts.HasLookAlikes(before) && !Scripts.HasLookAlikes(after);
}
