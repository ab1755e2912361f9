using System.Text;

namespace Bits.Search.Text;

/// <summary>A text made from another one, with the source position of each character.</summary>
/// <param name="Text">The text.</param>
/// <param name="Places">The source position of each character, ascending; null when each character has its own
/// position.</param>
/// <param name="SourceLength">The length of the source.</param>
readonly record struct MappedText(string Text, int[]? Places, int SourceLength)
{
    /// <summary>Creates a text that is its own source.</summary>
    public static MappedText Same(string text) => new(text, null, text.Length);

    /// <summary>Returns the source position of the first character at or after <paramref name="at"/>.</summary>
    public int Source(int at) => Places is null ? at : at < Places.Length ? Places[at] : SourceLength;
}

/// <summary>Builds a <see cref="MappedText"/>.</summary>
sealed class MappedTextBuilder(int capacity)
{
    readonly StringBuilder _text = new(capacity);
    readonly List<int> _places = new(capacity);

    /// <summary>Gets the length.</summary>
    public int Length => _text.Length;

    /// <summary>Appends a character from <paramref name="place"/>.</summary>
    public void Append(ReadOnlySpan<char> text, int place)
    {
        _text.Append(text);
        for (var i = 0; i < text.Length; i++)
            _places.Add(place);
    }

    /// <summary>Appends text from <paramref name="place"/>.</summary>
    public void Append(char c, int place)
    {
        _text.Append(c);
        _places.Add(place);
    }

    /// <summary>Cuts the text to an earlier length.</summary>
    public void Cut(int length)
    {
        _text.Length = length;
        _places.RemoveRange(length, _places.Count - length);
    }

    /// <summary>Returns the text.</summary>
    public MappedText Build(int sourceLength) => new(_text.ToString(), [.. _places], sourceLength);
}
