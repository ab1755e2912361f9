namespace Bits.Search.Text;

/// <summary>Transliterates the scripts of India and Sri Lanka, in the usual Latin spelling of names: <c>वेंकटरामन</c>
/// becomes <c>venkataraman</c>, <c>ਸਿੰਘ</c> becomes <c>singh</c>.</summary>
/// <remarks>Long and short vowels are one, as in most Latin spellings. Takes text in NFKC, where a letter with a nukta
/// is two characters.</remarks>
static class IndicScript
{
    const char ZeroWidthNonJoiner = '\u200c';
    const char ZeroWidthJoiner = '\u200d';

    /// <summary>Returns whether a character belongs to these scripts.</summary>
    public static bool Has(char c) => c is >= IndicLetters.First and <= IndicLetters.Last;

    /// <summary>Transliterates from <paramref name="from"/> to the first character of another script.</summary>
    /// <returns>The position of that character.</returns>
    public static int Write(in MappedText source, int from, MappedTextBuilder latin)
    {
        var text = source.Text;
        var writer = new Writer(latin);
        var at = from;
        for (; at < text.Length && (Has(text[at]) || IsJoiner(text[at])); at++)
            if (!IsJoiner(text[at]))
                writer.Write(text, at, source.Source(at));

        writer.End();
        return at;
    }

    // Joiners change the shape of letters, not their identity.
    static bool IsJoiner(char c) => c is ZeroWidthJoiner or ZeroWidthNonJoiner;

    /// <summary>Returns the next letter; skips joiners and stress marks.</summary>
    static IndicLetter Next(string text, int at)
    {
        for (at++; at < text.Length; at++)
            if (Has(text[at]) && IndicLetters.Read(text[at]) is { Kind: not IndicKind.Nothing } letter)
                return letter;
            else if (!Has(text[at]) && !IsJoiner(text[at]))
                break;

        return default;
    }

    /// <summary>Tracks the context that decides a consonant's vowel.</summary>
    struct Writer(MappedTextBuilder latin)
    {
        IndicKind _previous;
        IndicKind _beforeIt;
        char _script; // the last letter written
        int _place;
        int _start; // its start in the Latin text
        bool _isDoubled;

        public void Write(string text, int at, int place)
        {
            var letter = IndicLetters.Read(text[at]);
            if (letter.Kind == IndicKind.Doubling)
                _isDoubled = true;
            if (letter.Kind is IndicKind.Nothing or IndicKind.Doubling || (letter.Kind == IndicKind.Avagraha && _previous != IndicKind.Other))
                return;

            var letters = letter.Kind switch
            {
                IndicKind.Consonant => IndicLetters.WithNukta(letter.Latin, text, at),
                IndicKind.Nasal => Nasal(text[at], Next(text, at)),
                _ => letter.Latin,
            };
            Separate(letter.Kind);
            (_script, _place, _start) = (text[at], place, latin.Length);
            if (_isDoubled && letter.Kind == IndicKind.Consonant)
                latin.Append(letters[0], place);
            _isDoubled = false;
            latin.Append(letters, place);
            (_beforeIt, _previous) = (_previous, letter.Kind == IndicKind.Avagraha ? IndicKind.Vowel : letter.Kind);
        }

        public readonly void End()
        {
            if (NeedsVowel(IndicKind.Other))
                latin.Append('a', _place);
        }

        // A sign replaces the vowel that only carries it: अा is आ.
        readonly void Separate(IndicKind next)
        {
            if (NeedsVowel(next))
                latin.Append('a', _place);
            else if (next == IndicKind.Sign && _previous == IndicKind.Carrier)
                latin.Cut(_start);
        }

        // A consonant has an inherent a. Northern languages drop it at the end of a word, except after a cluster.
        readonly bool NeedsVowel(IndicKind next) => _previous == IndicKind.Consonant && next switch
        {
            IndicKind.Sign or IndicKind.Virama => false,
            IndicKind.Other => _beforeIt == IndicKind.Virama || _script >= IndicLetters.FirstSouthern,
            _ => true,
        };

        // Becomes m before labials, and at the end of a word in Telugu, Kannada and Malayalam.
        static string Nasal(char sign, IndicLetter next) => next switch
        {
            { Kind: IndicKind.Consonant, Latin: ['p' or 'b' or 'm', ..] } => "m",
            { Kind: IndicKind.Other } when sign is >= '\u0c00' and <= '\u0d7f' => "m",
            _ => "n",
        };
    }
}
