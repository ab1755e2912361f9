namespace Bits.Search.Text;

/// <summary>Folds text to plain lower-case words separated by a blank, in the same way for documents and queries:
/// <c>Señor O'Brien's C++-Kurs, राम</c> becomes <c>senor obrien cplusplus kurs ram</c>.</summary>
/// <param name="protectedTerms">The terms to keep whole.</param>
sealed class TextFolding(ProtectedTerms protectedTerms)
{
    /// <summary>The maximum length of a word; documents and queries ignore longer ones.</summary>
    public const int MaxWordLength = 200;

    /// <summary>Reads the words and their positions.</summary>
    public FoldedText Read(string text) => Read(text, []);

    /// <summary>Reads the words into a list of the caller and clears it first: reading many texts allocates one list.
    /// The result is valid until the next use of the list.</summary>
    public FoldedText Read(string text, List<FoldedWord> words) => new WordScanner(PlainText.Of(text), protectedTerms, words).Read();

    /// <summary>Returns the text to index: the words, separated by a blank, then the joined forms.</summary>
    public string Fold(string text) => Read(text).IndexText;

    /// <summary>Returns the words of a text in their order.</summary>
    public string[] Words(string text) => Read(text).AllWords;
}
