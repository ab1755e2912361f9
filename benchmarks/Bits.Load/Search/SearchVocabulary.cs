using System.Text;

namespace Bits.Load.Search;

/// <summary>Words that nobody has, as frequent as those of a real text: the frequency of a word is about inverse to its
/// place (Zipf). No stemmer changes them, so that every engine counts the same.</summary>
sealed class SearchVocabulary
{
    const string Consonants = "bdfghjklmnprtvz";
    const string Vowels = "aou";
    const string Ends = "kmnt";
    const int Flattening = 20; // as content words are: the most frequent one is in a third of the documents

    readonly double[] _cumulated;

    /// <param name="count">How many words.</param>
    /// <param name="prefix">What they begin with.</param>
    public SearchVocabulary(int count, string prefix = "")
    {
        Words = [.. Enumerable.Range(0, count).Select(i => prefix + Word(i))];
        _cumulated = new double[count];
        var sum = 0.0;
        for (var i = 0; i < count; i++)
            _cumulated[i] = sum += 1.0 / (i + Flattening);
    }

    /// <summary>The words, the most frequent first.</summary>
    public string[] Words { get; }

    /// <summary>The place of a word, drawn as frequently as it is.</summary>
    public int Draw(Random random)
    {
        var at = Array.BinarySearch(_cumulated, random.NextDouble() * _cumulated[^1]);
        return Math.Min(at < 0 ? ~at : at, Words.Length - 1);
    }

    // Frequent words are short.
    static string Word(int number)
    {
        var word = new StringBuilder();
        do
        {
            word.Append(Consonants[number % Consonants.Length]);
            number /= Consonants.Length;
            word.Append(Vowels[number % Vowels.Length]);
            number /= Vowels.Length;
        }
        while (number > 0 || word.Length < 4);

        return word.Append(Ends[word.Length / 2 % Ends.Length]).ToString();
    }
}
