namespace Bits.Platform.Features.Directory.Finding;

/// <summary>Words, and the places of people who have them, each with the audience of the field or as a word of the name.
/// </summary>
sealed class WordTable
{
    /// <summary>The kind of words of names; the other kinds are audiences.</summary>
    public const int NameKind = (int)Audience.OnlyMe + 1;

    const char SoundSign = '~'; // which no folded word has

    readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    readonly Dictionary<string, List<int>> _byBeginning = new(StringComparer.Ordinal);
    readonly List<Word> _words = [];

    /// <summary>Returns the kind of a stored letter.</summary>
    public static int KindOf(char letter) =>
        letter is DirectoryEntry.OfName or DirectoryEntry.OfSound ? NameKind : (int)DirectoryEntry.AudienceOf(letter);

    /// <summary>Adds a stored word of a person.</summary>
    /// <returns>What <see cref="Remove"/> needs.</returns>
    public int Add(string stored, int slot)
    {
        var kind = KindOf(stored[0]);
        var number = NumberOf(stored[0] == DirectoryEntry.OfSound ? SoundSign + stored[2..] : stored[2..]);
        _words[number].Add(slot << 3 | kind);
        return number << 3 | kind;
    }

    /// <summary>Removes a word of a person.</summary>
    public void Remove(int word, int slot) => _words[word >> 3].Remove(slot << 3 | (word & 7));

    /// <summary>Returns the people of a word, each as place &lt;&lt; 3 | kind.</summary>
    public ReadOnlySpan<int> Find(string word) => _numbers.TryGetValue(word, out var number) ? _words[number].People : [];

    /// <summary>Returns the people of names that sound alike.</summary>
    public ReadOnlySpan<int> FindSound(string sound) => Find(SoundSign + sound);

    /// <summary>Lists the words that begin with one letter or more, and the number of each.</summary>
    public IEnumerable<(string Text, int Number)> ListBeginning(string beginning)
    {
        var buckets = beginning.Length == 1
            ? _byBeginning.Where(bucket => bucket.Key[0] == beginning[0]).Select(bucket => bucket.Value)
            : _byBeginning.TryGetValue(beginning[..2], out var one) ? [one] : [];
        foreach (var number in buckets.SelectMany(bucket => bucket))
            if (_words[number].Text.StartsWith(beginning, StringComparison.Ordinal))
                yield return (_words[number].Text, number);
        if (beginning.Length == 1 && _numbers.TryGetValue(beginning, out var letter))
            yield return (beginning, letter);
    }

    /// <summary>Returns the people of a word by its number.</summary>
    public ReadOnlySpan<int> this[int number] => _words[number].People;

    int NumberOf(string text)
    {
        if (_numbers.TryGetValue(text, out var number))
            return number;

        _numbers.Add(text, number = _words.Count);
        _words.Add(new(text));
        if (text.Length > 1 && text[0] != SoundSign)
        {
            if (!_byBeginning.TryGetValue(text[..2], out var numbers))
                _byBeginning.Add(text[..2], numbers = []);
            numbers.Add(number);
        }

        return number;
    }

    /// <summary>A word and the people who have it, in no order.</summary>
    sealed class Word(string text)
    {
        int[] _people = new int[1];
        int _count;

        public string Text => text;

        public ReadOnlySpan<int> People => _people.AsSpan(0, _count);

        public void Add(int person)
        {
            if (_count == _people.Length)
                Array.Resize(ref _people, _count * 2);
            _people[_count++] = person;
        }

        public void Remove(int person)
        {
            var place = _people.AsSpan(0, _count).IndexOf(person);
            _people[place] = _people[--_count];
        }
    }
}
