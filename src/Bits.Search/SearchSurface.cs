using System.Text.RegularExpressions;

namespace Bits.Search;

/// <summary>Names a surface: a kind of documents that callers search by itself, such as <c>products</c>.</summary>
public sealed partial record SearchSurface
{
    /// <summary>Names a surface.</summary>
    /// <param name="name">1 to 63 of <c>a-z</c>, <c>0-9</c>, <c>_</c> and <c>-</c>, beginning with a letter.</param>
    /// <exception cref="InvalidArgumentException">The name has another form, or is <c>a</c>, <c>b</c> or <c>c</c> and a number:
    /// the index uses those.</exception>
    public SearchSurface(string name) => Name = IsName(name)
        ? name
        : throw new InvalidArgumentException(
            nameof(name),
            $"'{name}' is not the name of a surface. Use 1 to 63 of a-z, 0-9, _ and -, beginning with a letter; "
            + "not a, b or c and a number.");

    /// <summary>Gets the name, as documents and queries give it.</summary>
    public string Name { get; }

    /// <summary>Gets whether titles are people's names: other spellings of a name find them too. Default false. Reindex after
    /// a change.</summary>
    public bool TitlesAreNames { get; init; }

    internal static bool IsName(string? name) => name is not null && Form.IsMatch(name) && !Block.IsMatch(name);

    [GeneratedRegex(@"^[a-z][a-z0-9_-]{0,62}\z")]
    static partial Regex Form { get; }

    [GeneratedRegex(@"^[abc][0-9]+\z")]
    static partial Regex Block { get; }
}
