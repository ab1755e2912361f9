namespace Bits.Search.Text;

/// <summary>Writes the scripts of India and Sri Lanka in Latin letters, as names are written there: <c>वेंकटरामन</c> becomes
/// <c>venkataraman</c>, <c>ਸਿੰਘ</c> becomes <c>singh</c>.</summary>
/// <remarks>Long and short vowels are one, as in most Latin spellings. Takes text in NFKC, in which a letter with a nukta is two
/// characters.</remarks>
static class IndicScript
{
    const char ZeroWidthNonJoiner = '\u200c';
    const char ZeroWidthJoiner = '\u200d';

    /// <summary>Whether it is of these scripts.</summary>
    public static bool Has(char c) => c is >= IndicLetters.First and <= IndicLetters.Last;

    /// <summary>Writes the letters from <paramref name="from"/> on, up to the first of another script.</summary>
    /// <returns>Where that stands.</returns>
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

    // They change how letters are drawn and not which they are.
    static bool IsJoiner(char c) => c is ZeroWidthJoiner or ZeroWidthNonJoiner;

    /// <summary>What stands next, joiners and marks of stress left out.</summary>
    static IndicLetter Next(string text, int at)
    {
        for (at++; at < text.Length; at++)
            if (Has(text[at]) && IndicLetters.Read(text[at]) is { Kind: not IndicKind.Nothing } letter)
                return letter;
            else if (!Has(text[at]) && !IsJoiner(text[at]))
                break;

        return default;
    }

    /// <summary>Remembers what a consonant needs to know of what stood before it.</summary>
    struct Writer(MappedTextBuilder latin)
    {
        IndicKind _previous;
        IndicKind _beforeIt;
        char _script; // the last letter that was written
        int _place;
        int _start; // where in the Latin text it begins
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

        // A sign behind a vowel that only carries it takes its place: अा is आ.
        readonly void Separate(IndicKind next)
        {
            if (NeedsVowel(next))
                latin.Append('a', _place);
            else if (next == IndicKind.Sign && _previous == IndicKind.Carrier)
                latin.Cut(_start);
        }

        // A consonant is spoken with an a. The northern languages drop it at the end of a word, but not behind a cluster.
        readonly bool NeedsVowel(IndicKind next) => _previous == IndicKind.Consonant && next switch
        {
            IndicKind.Sign or IndicKind.Virama => false,
            IndicKind.Other => _beforeIt == IndicKind.Virama || _script >= IndicLetters.FirstSouthern,
            _ => true,
        };

        // Spoken as m before lips, and at the end of a word in Telugu, Kannada and Malayalam.
        static string Nasal(char sign, IndicLetter next) => next switch
        {
            { Kind: IndicKind.Consonant, Latin: ['p' or 'b' or 'm', ..] } => "m",
            { Kind: IndicKind.Other } when sign is >= '\u0c00' and <= '\u0d7f' => "m",
            _ => "n",
        };
    }
}
