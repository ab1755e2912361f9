using System.Text;

namespace Bits.Search.Text;

/// <summary>A text that was made of another one, and where in that one each of its characters comes from.</summary>
/// <param name="Text">The text.</param>
/// <param name="Places">For each character the place in the source, never falling; null where each has its own place.</param>
/// <param name="SourceLength">The length of the source.</param>
readonly record struct MappedText(string Text, int[]? Places, int SourceLength)
{
    /// <summary>A text that stands for itself.</summary>
    public static MappedText Same(string text) => new(text, null, text.Length);

    /// <summary>Where the source of what stands at or behind <paramref name="at"/> begins.</summary>
    public int Source(int at) => Places is null ? at : at < Places.Length ? Places[at] : SourceLength;
}

/// <summary>Writes a <see cref="MappedText"/>.</summary>
sealed class MappedTextBuilder(int capacity)
{
    readonly StringBuilder _text = new(capacity);
    readonly List<int> _places = new(capacity);

    /// <summary>How long it is.</summary>
    public int Length => _text.Length;

    /// <summary>Appends what comes from <paramref name="place"/>.</summary>
    public void Append(ReadOnlySpan<char> text, int place)
    {
        _text.Append(text);
        for (var i = 0; i < text.Length; i++)
            _places.Add(place);
    }

    /// <summary>Appends what comes from <paramref name="place"/>.</summary>
    public void Append(char c, int place)
    {
        _text.Append(c);
        _places.Add(place);
    }

    /// <summary>Takes back what was appended since it was so long.</summary>
    public void Cut(int length)
    {
        _text.Length = length;
        _places.RemoveRange(length, _places.Count - length);
    }

    /// <summary>The text.</summary>
    public MappedText Build(int sourceLength) => new(_text.ToString(), [.. _places], sourceLength);
}
