using System.Globalization;
using System.Text.Json;
using Bits.Load.Database;
using Bits.Load.Rpc;
using Bits.Platform.Features.Directory;
using Bits.Platform.Features.Directory.Finding;
using Bits.Platform.Rpc;
using Bits.Shared;
using Npgsql;

namespace Bits.Load.People;

/// <summary>What members ask the directory: names, values and words that people have, as often as they have them.</summary>
sealed class DirectoryQuestions
{
    const int PageSize = 20;
    const int Sampled = 2_000;
    const int Kinds = 6;

    readonly IReadOnlyList<Person> _people;

    DirectoryQuestions(IReadOnlyList<Person> people) => _people = people;

    sealed record Person(Guid Id, string Name, IReadOnlyList<(Facet Facet, string Value)> Values);

    /// <summary>Reads some people, always the same ones.</summary>
    public static async Task<DirectoryQuestions> ReadAsync(LoadSchema schema, CancellationToken ct)
    {
        const string sql = """
            select user_id, name, facets from directory_entry where is_listed order by hashtextextended(user_id::text, 7) limit $1
            """;

        await using var db = await schema.DataSource.OpenConnectionAsync(ct);
        return new(await db.QueryAsync(
            sql, [Sampled],
            row => new Person(row.GetGuid(0), row.GetString(1), [.. row.GetFieldValue<string[]>(2).Where(f => f[0] == 'e').Select(Read)]), ct));
    }

    /// <summary>Types the first three letters of a name.</summary>
    public Task TypeAsync(InProcessPlatform platform, int number, CancellationToken ct)
    {
        var name = At(number * 7 + 1).Name.Split(' ');
        return platform.CallAsync(
            At(number).Id, "directory.v1/SuggestPeople", new { text = name[number % name.Length][..Math.Min(3, name[number % name.Length].Length)] }, ct);
    }

    /// <summary>Lists a page through the whole pipeline.</summary>
    public Task ListAsync(InProcessPlatform platform, int number, CancellationToken ct)
    {
        var (text, values) = Ask(number);
        return platform.CallAsync(At(number).Id, "directory.v1/ListPeople", new
        {
            text,
            batches = values.Where(v => v.Facet == Facet.Batch).Select(v => int.Parse(v.Value, CultureInfo.InvariantCulture)),
            cities = Of(Facet.City),
            companies = Of(Facet.Company),
            industries = Of(Facet.Industry),
            degrees = Of(Facet.Degree),
            campuses = Of(Facet.Campus),
        }, ct);

        IEnumerable<string> Of(Facet facet) => values.Where(v => v.Facet == facet).Select(v => v.Value);
    }

    /// <summary>Finds a page of people and counts all facets.</summary>
    public async Task<string> CountAsync(InProcessPlatform platform, int number, bool isLive, CancellationToken ct)
    {
        var (text, values) = Ask(number);
        var chosen = values.GroupBy(v => v.Facet).ToDictionary(v => v.Key, IReadOnlyList<string> (v) => [.. v.Select(x => x.Value.ToLowerInvariant())]);
        await using var db = await platform.Get<NpgsqlDataSource>().OpenConnectionAsync(ct);
        var found = await Snapshot.ReadAsync(
            db, async () =>
            {
                var words = await platform.Get<DirectorySearch>().ReadWordsAsync(db, text, ct);
                var query = new DirectoryQuery(words, chosen, Relation.None, After: null, PageSize, CountsFacets: true);
                return isLive
                    ? await platform.Get<LiveDirectory>().TryFindAsync(db, At(number).Id, query, ct)
                        ?? throw new InvalidOperationException("The live directory does not answer.")
                    : await platform.Get<SqlDirectory>().FindAsync(db, At(number).Id, query, ct);
            }, ct);

        return JsonSerializer.Serialize(new { found.People, found.Total, Facets = FacetCount.Of(found.Counts, chosen) });
    }

    /// <summary>Stops unless both paths find the same.</summary>
    public async Task CheckPathsAgreeAsync(InProcessPlatform platform, CancellationToken ct)
    {
        for (var number = 0; number < 10 * Kinds; number++)
            if (await CountAsync(platform, number, isLive: true, ct) != await CountAsync(platform, number, isLive: false, ct))
                throw new InvalidOperationException($"The paths disagree on question {number}: {Ask(number)}.");
    }

    (string? Text, IReadOnlyList<(Facet Facet, string Value)> Values) Ask(int number)
    {
        var person = At(number * 13 + 5);
        var first = person.Name.Split(' ')[0];
        return (number % Kinds) switch
        {
            0 => (null, []),
            1 => (null, [ValueOf(person, number)]),
            2 => (null, [ValueOf(person, number), ValueOf(person, number + 1)]),
            3 => (first, []),
            4 => (first, [ValueOf(person, number)]),
            _ => (person.Name, []),
        };
    }

    static (Facet, string) ValueOf(Person person, int number) => person.Values[number % person.Values.Count];

    Person At(int number) => _people[number % _people.Count];

    // Written as audience:facet=value.
    static (Facet, string) Read(string written)
    {
        var equals = written.IndexOf('=', StringComparison.Ordinal);
        return (Enum.Parse<Facet>(written[2..equals].Replace("_", "", StringComparison.Ordinal), ignoreCase: true), written[(equals + 1)..]);
    }
}
