using Bits.Platform.Features.Directory;
using Bits.Search;

namespace Bits.Platform.Tests.Features.Directory;

/// <summary>What a search must answer, found by looking at every person.</summary>
sealed class DirectoryOracle(DirectoryWorld world)
{
    /// <summary>A search.</summary>
    public sealed record Question(int Viewer, string[] Words, IReadOnlyList<(Facet Facet, string Value)> Filters, Relation Within);

    /// <summary>Returns the people in order.</summary>
    public IReadOnlyList<int> Find(Question question) => FindAsRead(Read(question));

    IReadOnlyList<int> FindAsRead(Question question) =>
    [
        .. from person in Candidates(question)
           where Fails(question, person).Count == 0
           let name = world.People[person].Name.ToLowerInvariant()
           orderby ClassOf(question, person), Distance(question.Viewer, person), name, world.People[person].Id.ToString()
           select person,
    ];

    /// <summary>Returns the counts of values: each as facet=value.</summary>
    public IReadOnlyDictionary<string, int> Count(Question question) => CountAsRead(Read(question));

    IReadOnlyDictionary<string, int> CountAsRead(Question question) => (
            from person in Candidates(question)
            let fails = Fails(question, person)
            from value in Values(question.Viewer, person)
            where fails.Count == 0 || (fails.Count == 1 && fails[0] == value.Facet)
            select $"{DirectoryWorld.Snake(value.Facet.ToString())}={value.Value.ToLowerInvariant()}")
        .GroupBy(value => value).ToDictionary(value => value.Key, value => value.Count());

    // Words that no person has together are read as another form of a name.
    Question Read(Question question)
    {
        var text = string.Join(' ', question.Words);
        return NameForms.Of(text).Prepend(text)
            .Select(form => question with { Words = form.Split(' ', StringSplitOptions.RemoveEmptyEntries) })
            .FirstOrDefault(form => Candidates(form with { Filters = [], Within = Relation.None }).Any(), question);
    }

    IEnumerable<int> Candidates(Question question) =>
        from person in Enumerable.Range(0, DirectoryWorld.Size)
        where world.IsListed(person) && !world.HasBlocked(question.Viewer, person)
        where question.Within == Relation.None || Has(question, person)
        where ClassOf(question, person) < 4
        select person;

    bool Has(Question question, int person) =>
        world.RelationOf(question.Viewer, person) is var relation && (relation == Relation.Self || relation.HasFlag(question.Within));

    int Distance(int viewer, int person) => world.RelationOf(viewer, person) switch
    {
        Relation.Self => 0,
        var relation when relation.HasFlag(Relation.Connection) => 0,
        var relation when relation.HasFlag(Relation.Batch) => 1,
        var relation when relation.HasFlag(Relation.Groups) => 2,
        _ => 3,
    };

    // 0 name, 1 beginning of the name, 2 sound, 3 field, 4 no match: the worst word decides.
    int ClassOf(Question question, int person) =>
        question.Words.Length == 0 ? 0 : question.Words.Max(word => ClassOf(question.Viewer, person, word));

    int ClassOf(int viewer, int person, string word)
    {
        var nicknames = world.People[person].Audiences[ProfileField.Nicknames] == Audience.Everyone
            ? world.People[person].Values.GetValueOrDefault(ProfileField.Nicknames) ?? []
            : [];
        var names = Words([world.People[person].Name, .. nicknames]);
        var fields = Words(world.Visible(viewer, person).Where(v => v.Field != ProfileField.OpenTo).Select(v => v.Value));
        return names.Contains(word) ? 0
            : names.Any(name => name.StartsWith(word, StringComparison.Ordinal)) ? 1
            : names.Any(name => WordReader.Sound(name) is { } sound && sound == WordReader.Sound(word)) ? 2
            : fields.Any(field => word.Length == 1 ? field == word : field.StartsWith(word, StringComparison.Ordinal)) ? 3
            : 4;
    }

    List<Facet> Fails(Question question, int person)
    {
        var values = Values(question.Viewer, person).Select(v => (v.Facet, v.Value.ToLowerInvariant())).ToHashSet();
        return [.. question.Filters.GroupBy(f => f.Facet).Where(facet => !facet.Any(f => values.Contains((f.Facet, f.Value)))).Select(f => f.Key)];
    }

    IEnumerable<(Facet Facet, string Value)> Values(int viewer, int person)
    {
        yield return (Facet.Batch, world.People[person].Batch.ToString(System.Globalization.CultureInfo.InvariantCulture));
        foreach (var (field, value) in world.Visible(viewer, person))
            if (Enum.TryParse<Facet>(field.ToString(), out var facet))
                yield return (facet, value);
    }

    static IReadOnlyList<string> Words(IEnumerable<string> texts) =>
        [.. texts.SelectMany(text => text.ToLowerInvariant().Split(' '))];
}
