namespace Bits.Search.Text;

/// <summary>Brings text to plain lower-case words with a blank between them, the same way for documents and queries:
/// <c>Señor O'Brien's C++-Kurs, राम</c> becomes <c>senor obrien cplusplus kurs ram</c>.</summary>
/// <param name="protectedTerms">What must not be taken apart.</param>
sealed class TextFolding(ProtectedTerms protectedTerms)
{
    /// <summary>The longest word that is indexed; a longer one is left out on both sides.</summary>
    public const int MaxWordLength = 200;

    /// <summary>The words and where they stand.</summary>
    public FoldedText Read(string text) => new WordScanner(PlainText.Of(text), protectedTerms).Read();

    /// <summary>What is indexed: the words, a blank between them, and behind them the forms that some are in one word.</summary>
    public string Fold(string text) => Read(text).IndexText;

    /// <summary>The words of a text, as they follow each other.</summary>
    public string[] Words(string text) => Read(text).AllWords;
}
