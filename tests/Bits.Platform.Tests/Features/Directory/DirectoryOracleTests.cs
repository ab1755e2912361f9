using System.Text.Json;
using Bits.Platform.Features.Directory;
using Bits.Platform.Features.Directory.Finding;

namespace Bits.Platform.Tests.Features.Directory;

/// <summary>Every answer of the directory shows exactly what its caller may see, whatever changed the moment before.</summary>
public sealed class DirectoryOracleTests(TestPlatform platform) : IClassFixture<TestPlatform>, IAsyncLifetime
{
    readonly Random _random = new(20261130);

    DirectoryWorld _world = null!;
    DirectoryOracle _oracle = null!;
    IServiceProvider _database = null!; // the same platform, which searches by statements alone

    public async ValueTask InitializeAsync()
    {
        _world = new(platform, _random);
        _oracle = new(_world);
        await _world.PrepareAsync();
        _database = platform.Build(("Directory:Live", "false"));
        await platform.Get<LiveDirectory>().LoadAsync();
    }

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    [Slow]
    public async Task A_caller_finds_and_reads_all_that_they_may_see_and_nothing_else()
    {
        foreach (var number in Cases.Numbers(50_000))
        {
            if (number % 3 == 0)
                await _world.ChangeAsync();
            var viewer = Enumerable.Range(0, DirectoryWorld.Size).Where(_world.IsListed).ElementAt(_random.Next(DirectoryWorld.Size - 3));
            await (_random.Next(6) switch
            {
                0 => CheckPageAsync(viewer),
                1 => CheckSuggestionsAsync(viewer),
                2 => CheckExportAsync(viewer),
                3 => CheckGeneralSearchAsync(viewer),
                _ => CheckListAsync(viewer),
            });
        }

        Assert.True(platform.Get<LiveDirectory>().IsReady, "The live directory gave up.");
    }

    async Task CheckPageAsync(int viewer)
    {
        var person = _random.Next(DirectoryWorld.Size);
        if (!_world.IsListed(person))
        {
            Assert.Equal("person_not_found", (await platform.FaultAsync(_world.People[viewer].Id, "directory.v1/GetProfile", Of(person))).Reason);
            return;
        }

        var fields = (await _world.CallAsync(viewer, "directory.v1/GetProfile", Of(person))).GetProperty("profile").GetProperty("fields");
        var shown = fields.EnumerateObject()
            .SelectMany(f => f.Value.ValueKind switch
            {
                JsonValueKind.Array => f.Value.EnumerateArray().Select(value => $"{f.Name}={value.GetString()}"),
                JsonValueKind.Null => [],
                _ => [$"{f.Name}={f.Value.GetString()}"],
            });
        var expected = _world.Visible(viewer, person).Select(v => $"{JsonNamingPolicy.CamelCase.ConvertName(v.Field.ToString())}={v.Value}");
        Assert.Equal(expected.Order(StringComparer.Ordinal), shown.Order(StringComparer.Ordinal));
    }

    async Task CheckListAsync(int viewer)
    {
        var question = Ask(viewer);
        var (expected, counts) = (_oracle.Find(question), _oracle.Count(question));
        foreach (var on in new[] { null, _database })
        {
            var (people, total, facets) = await ListAsync(on, question);
            var label = $"{(on is null ? "live" : "database")} {question.Viewer}: {string.Join(' ', question.Words)} {string.Join(' ', question.Filters)} {question.Within}";

            Assert.True(expected.SequenceEqual(people), $"{label}: expected {string.Join(' ', expected)}, found {string.Join(' ', people)}");
            Assert.Equal(expected.Count, total);
            var (shown, found) = (string.Join(' ', Shown(counts, question)), string.Join(' ', facets.Where(c => c.Value > 0).OrderBy(c => c.Key, StringComparer.Ordinal)));
            Assert.True(shown == found, $"{label}: expected {shown}, found {found}");
        }
    }

    // The twelve most frequent values of each facet, and the chosen ones.
    static IEnumerable<KeyValuePair<string, int>> Shown(IReadOnlyDictionary<string, int> counts, DirectoryOracle.Question question)
    {
        var chosen = question.Filters.Select(f => $"{DirectoryWorld.Snake(f.Facet.ToString())}={f.Value}").ToHashSet();
        return counts.GroupBy(count => count.Key.Split('=')[0])
            .SelectMany(facet => facet.OrderByDescending(c => c.Value).ThenBy(c => c.Key, StringComparer.Ordinal)
                .Where((count, place) => place < 12 || chosen.Contains(count.Key)))
            .OrderBy(c => c.Key, StringComparer.Ordinal);
    }

    // Reads all pages; a row shows nothing that is hidden.
    async Task<(List<int> People, long Total, Dictionary<string, int> Facets)> ListAsync(IServiceProvider? on, DirectoryOracle.Question question)
    {
        var (people, facets, total, cursor) = (new List<int>(), new Dictionary<string, int>(), 0L, (string?)null);
        do
        {
            var page = await CallAsync(on, question.Viewer, "directory.v1/ListPeople", new
            {
                text = question.Words.Length == 0 ? null : string.Join(' ', question.Words),
                batches = Of(question, Facet.Batch)?.Select(year => int.Parse(year, System.Globalization.CultureInfo.InvariantCulture)),
                cities = Of(question, Facet.City),
                companies = Of(question, Facet.Company),
                openTo = Of(question, Facet.OpenTo),
                within = question.Within == Relation.None ? null : question.Within == Relation.Connection ? "connections" : DirectoryWorld.Snake($"{question.Within}"),
                limit = 7,
                cursor,
            });
            foreach (var row in page.GetProperty("people").EnumerateArray())
                people.Add(CheckRow(question.Viewer, row));
            total = page.GetProperty("total").GetInt64();
            if (cursor is null)
                foreach (var facet in page.GetProperty("facets").EnumerateArray())
                    foreach (var value in facet.GetProperty("values").EnumerateArray())
                        facets[$"{facet.GetProperty("facet").GetString()}={value.GetProperty("value").GetString()}"] = value.GetProperty("people").GetInt32();
            cursor = page.GetProperty("nextCursor").GetString();
        }
        while (cursor is not null);

        return (people, total, facets);
    }

    int CheckRow(int viewer, JsonElement row)
    {
        var person = PersonOf(row);
        foreach (var (name, field) in new[] { ("headline", ProfileField.Headline), ("title", ProfileField.Title), ("company", ProfileField.Company), ("city", ProfileField.City) })
            Assert.Equal(_world.Visible(viewer, person).Where(v => v.Field == field).Select(v => v.Value).SingleOrDefault(), row.GetProperty(name).GetString());
        return person;
    }

    async Task CheckSuggestionsAsync(int viewer)
    {
        var question = Ask(viewer) with { Filters = [], Within = Relation.None };
        if (question.Words.Length == 0)
            return;

        foreach (var on in new[] { null, _database })
        {
            var found = await CallAsync(on, viewer, "directory.v1/SuggestPeople", new { text = string.Join(' ', question.Words) });
            Assert.Equal(_oracle.Find(question).Take(8), found.GetProperty("people").EnumerateArray().Select(PersonOf));
        }
    }

    async Task CheckExportAsync(int viewer)
    {
        var question = Ask(viewer) with { Filters = [], Within = Relation.None };
        var csv = (await CallAsync(null, viewer, "directory.v1/ExportPeople", new
        {
            text = question.Words.Length == 0 ? null : string.Join(' ', question.Words),
        })).GetProperty("csv").GetString()!;

        var lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Skip(1).ToList();
        var expected = _oracle.Find(question).Select(person => string.Join(',', [
            _world.People[person].Name, $"{_world.People[person].Batch}", "",
            .. new[] { ProfileField.Headline, ProfileField.Title, ProfileField.Company, ProfileField.City }
                .Select(field => _world.Visible(viewer, person).Where(v => v.Field == field).Select(v => v.Value).SingleOrDefault() ?? ""),
        ]));
        var (wanted, found) = (string.Join('\n', expected), string.Join('\n', lines));
        Assert.True(wanted == found, $"export for {viewer}: {string.Join(' ', question.Words)}: expected\n{wanted}\nfound\n{found}");
    }

    // It knows what everyone may see, and must find nothing by another word.
    async Task CheckGeneralSearchAsync(int viewer)
    {
        var word = DirectoryWorld.Word(_random);
        var found = await CallAsync(null, viewer, "search.v1/Search", new { text = word, surfaces = new[] { "directory" } });
        var people = found.GetProperty("hits").EnumerateArray().Select(hit => IndexOf(Guid.Parse(hit.GetProperty("entityId").GetString()!)));

        Assert.All(people, person => Assert.True(
            _world.IsListed(person) && _world.People[person].Values
                .Where(v => _world.People[person].Audiences[v.Key] == Audience.Everyone).SelectMany(v => v.Value)
                .Any(text => text.Contains(word, StringComparison.Ordinal))));
    }

    DirectoryOracle.Question Ask(int viewer)
    {
        var words = Enumerable.Range(0, _random.Next(3)).Select(_ => _random.Next(9) switch
        {
            8 => "abcxyzq"[_random.Next(7)..][..1],
            0 or 1 => DirectoryWorld.FirstNames[_random.Next(DirectoryWorld.FirstNames.Length)].ToLowerInvariant()[..(2 + _random.Next(3))],
            2 or 3 => DirectoryWorld.LastNames[_random.Next(DirectoryWorld.LastNames.Length)].ToLowerInvariant(),
            _ => DirectoryWorld.Word(_random) is var word && _random.Next(2) == 0 ? word : word[..3],
        }).Distinct().ToArray();
        var filters = Enumerable.Range(0, _random.Next(3)).Select(_ => _random.Next(4) switch
        {
            0 => (Facet.City, DirectoryWorld.Word(_random)),
            1 => (Facet.Company, DirectoryWorld.Word(_random)),
            2 => (Facet.OpenTo, "hiring"),
            _ => (Facet.Batch, $"{2010 + _random.Next(3)}"),
        }).Distinct().ToList();
        return new(viewer, words, filters, _random.Next(4) == 0 ? (Relation)(1 << _random.Next(3)) : Relation.None);
    }

    Task<JsonElement> CallAsync(IServiceProvider? on, int viewer, string method, object request) => on is null
        ? _world.CallAsync(viewer, method, request)
        : TestPlatform.CallAsync(on, _world.People[viewer].Id, method, request);

    static IEnumerable<string>? Of(DirectoryOracle.Question question, Facet facet) =>
        question.Filters.Where(f => f.Facet == facet).Select(f => f.Value).ToList() is [_, ..] values ? values : null;

    object Of(int person) => new { userId = _world.People[person].Id };

    int PersonOf(JsonElement row) => IndexOf(row.GetProperty("userId").GetGuid());

    int IndexOf(Guid id) => _world.People.FindIndex(person => person.Id == id);
}
