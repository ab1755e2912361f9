using System.Collections.Frozen;
using System.Text.Json;

namespace Bits.Shared;

/// <summary>Converts enums to their one text and back: the name in lower case, words joined by underscores. Tables, metrics
/// and messages use it.</summary>
static class EnumText
{
    /// <summary>Returns the text, such as <c>moderator</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value has no name.</exception>
    public static string ToText<T>(this T value) where T : struct, Enum => Of<T>.Texts.TryGetValue(value, out var text)
        ? text
        : throw new ArgumentOutOfRangeException(nameof(value), value, $"No {typeof(T).Name} has this value.");

    /// <summary>Reads the text that <see cref="ToText"/> returns.</summary>
    /// <exception cref="FormatException">No value has this text.</exception>
    public static T Parse<T>(string text) where T : struct, Enum => Of<T>.Values.TryGetValue(text, out var value)
        ? value
        : throw new FormatException($"'{text}' is unknown. Use one of {string.Join(", ", Of<T>.Values.Keys.Order(StringComparer.Ordinal))}.");

    /// <summary>Reads what a person typed or a link says; null without a value that has this text, letter case aside. A number is
    /// no text of a value.</summary>
    public static T? Find<T>(string? text) where T : struct, Enum =>
        text is not null && Of<T>.Values.TryGetValue(text.ToLowerInvariant(), out var value) ? value : null;

    static class Of<T> where T : struct, Enum
    {
        public static readonly FrozenDictionary<T, string> Texts = Enum.GetValues<T>().ToFrozenDictionary(
            value => value, value => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString()));

        public static readonly FrozenDictionary<string, T> Values = Texts.ToFrozenDictionary(
            pair => pair.Value, pair => pair.Key, StringComparer.Ordinal);
    }
}
