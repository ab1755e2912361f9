using Bits.Search;

namespace Bits.Load.Search;

/// <summary>What somebody looks for.</summary>
/// <param name="Words">The words.</param>
/// <param name="Tags">What the caller holds.</param>
/// <param name="IsAny">Whether one of the words is enough.</param>
/// <param name="IsPrefix">Whether the last word is still being typed.</param>
/// <param name="IsName">Whether it is somebody's name, looked for in the directory.</param>
sealed record SearchQuestion(
    string[] Words, AudienceTag[] Tags, bool IsAny = false, bool IsPrefix = false, bool IsName = false)
{
    /// <summary>The length of a page.</summary>
    public const int PageSize = 20;
}

/// <summary>Questions by class.</summary>
sealed class SearchQuestions
{
    readonly string[] _rare;
    readonly string[] _medium;
    readonly string[] _common;
    readonly Random _random = new(1);

    /// <param name="world">Where they are asked.</param>
    public SearchQuestions(SearchWorld world)
    {
        var frequencies = world.WordFrequencies();
        _rare = Between(0.00003, 0.0008);
        _medium = Between(0.005, 0.05);
        _common = Between(0.05, 0.30);

        string[] Between(double least, double most) =>
        [
            .. SearchWorld.Words.Where((_, i) =>
                frequencies[i] >= Math.Max(2, least * world.Count) && frequencies[i] < Math.Max(8, most * world.Count)),
        ];
    }

    /// <summary>The classes: one word in 0.003 to 0.08 %, 0.5 to 5 %, 5 to 30 % of the documents, and combinations.
    /// </summary>
    public static readonly string[] Classes =
        ["rare", "medium", "common", "and2_common", "and2_mixed", "or3_mixed", "or4_common", "name", "prefix", "page_2_10"];

    /// <summary>Classes in which one of the words is enough.</summary>
    public static bool IsAny(string name) => name.StartsWith("or", StringComparison.Ordinal);

    /// <summary>Another question of a class.</summary>
    public SearchQuestion Next(string name) => name switch
    {
        "rare" => Ask(One(_rare)),
        "medium" => Ask(One(_medium)),
        "common" => Ask(One(_common)),
        "and2_common" => Ask(One(_common), One(_common)),
        "and2_mixed" => Ask(One(_common), One(_rare)),
        "or3_mixed" => Ask(One(_common), One(_medium), One(_rare)) with { IsAny = true },
        "or4_common" => Ask(One(_common), One(_common), One(_common), One(_common)) with { IsAny = true },
        "name" => Ask(SearchWorld.Name(_random).Split(' ')) with { IsName = true },
        "prefix" => Ask(One(_random.Next(2) == 0 ? _medium : _common)[..^_random.Next(1, 3)]) with { IsPrefix = true },
        "page_2_10" => Next("common"),
        _ => throw new ArgumentOutOfRangeException(nameof(name), name, "No class of questions."),
    };

    SearchQuestion Ask(params string[] words) => new([.. words.Distinct()], SearchWorld.Tags(_random));

    string One(string[] words) => words[_random.Next(words.Length)];
}
