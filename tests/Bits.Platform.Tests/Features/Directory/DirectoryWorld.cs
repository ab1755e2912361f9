using System.Text.Json;
using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Features.Directory;

namespace Bits.Platform.Tests.Features.Directory;

/// <summary>A small network that changes at random, and what is known of it without the database: the oracle.</summary>
sealed class DirectoryWorld(TestPlatform platform, Random random)
{
    public const int Size = 24;

    public static readonly string[] FirstNames = ["Asha", "Ashok", "Bikram", "Chitra", "Divya", "Lakshmi", "Laxman", "Zoya"];
    public static readonly string[] LastNames = ["Rao", "Sen", "Iyer", "Kapoor", "Quadros"];

    // No word begins another by chance, sounds like a name, or is a typo of another.
    static readonly string[] Vocabulary =
        ["tundra", "quokka", "vizag", "plumbing", "neon", "oxbow", "gizmo", "bhangra", "walnut", "yodel", "cobalt", "fjord"];

    static readonly ProfileField[] Texts =
        [ProfileField.Headline, ProfileField.Degree, ProfileField.Branch, ProfileField.City, ProfileField.Company, ProfileField.Title, ProfileField.Industry];

    readonly Dictionary<(int, int), Guid> _connections = []; // pair, who asked; only accepted ones matter to what is seen
    readonly HashSet<(int Who, int Whom)> _blocks = [];
    readonly HashSet<(int Person, Scope Scope)> _members = [];
    readonly HashSet<int> _disabled = [];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public List<Person> People { get; } = [];

    public sealed record Person(Guid Id, string Name, int Batch, Dictionary<ProfileField, string[]> Values, Dictionary<ProfileField, Audience> Audiences);

    public async Task PrepareAsync()
    {
        for (var i = 0; i < Size; i++)
        {
            var (name, batch) = ($"{FirstNames[random.Next(FirstNames.Length)]} {LastNames[random.Next(LastNames.Length)]}", 2010 + random.Next(3));
            await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
            var id = (await platform.Get<AccountDirectory>().UpsertAsync(db, [new($"p{i}.{Guid.CreateVersion7():N}@example.org", name, batch)], Ct))[0].Id;
            People.Add(new(id, name, batch, [], FieldRules.Defaults.ToDictionary()));
        }
    }

    public static string Word(Random random) => Vocabulary[random.Next(Vocabulary.Length)];

    /// <summary>Changes something, in the database and here.</summary>
    public async Task ChangeAsync()
    {
        var (one, other) = (random.Next(Size), random.Next(Size));
        switch (random.Next(12))
        {
            case 0 when _disabled.Contains(one) || _disabled.Count < 3:
                await platform.Get<AccountKeeping>().DisableAsync(People[one].Id, !_disabled.Contains(one), "test", Ct);
                if (!_disabled.Remove(one))
                    _disabled.Add(one);
                break;
            case 1 or 2 or 3:
                await MoveAsync(one);
                break;
            case 4 or 5 when one != other:
                await ConnectAsync(one, other);
                break;
            case 6 when one != other && !_disabled.Contains(one):
                var isBlocked = _blocks.Contains((one, other));
                await CallAsync(one, isBlocked ? "people.v1/UnblockMember" : "people.v1/BlockMember", new { userId = People[other].Id });
                if (!_blocks.Remove((one, other)))
                    _blocks.Add((one, other));
                break;
            default:
                await EditAsync(one);
                break;
        }
    }

    public bool IsListed(int person) => !_disabled.Contains(person);

    public bool HasBlocked(int who, int whom) => _blocks.Contains((who, whom));

    public Relation RelationOf(int viewer, int person)
    {
        if (viewer == person)
            return Relation.Self;
        if (HasBlocked(person, viewer))
            return Relation.None;

        var shared = _members.Where(m => m.Person == viewer && _members.Contains((person, m.Scope))).Select(m => m.Scope.Type).ToHashSet();
        return (shared.Contains(ScopeTypes.Batch) ? Relation.Batch : Relation.None)
            | (shared.Contains(ScopeTypes.Chapter) || shared.Contains(ScopeTypes.Group) ? Relation.Groups : Relation.None)
            | (_connections.ContainsKey(PairOf(viewer, person)) ? Relation.Connection : Relation.None);
    }

    // Written out once more, apart from the product's own table.
    public bool Sees(int viewer, int person, ProfileField field)
    {
        var relation = RelationOf(viewer, person);
        return relation == Relation.Self || People[person].Audiences[field] switch
        {
            Audience.Everyone => true,
            Audience.Batch => (relation & Relation.Batch) != 0,
            Audience.Groups => (relation & Relation.Groups) != 0,
            Audience.Connections => (relation & Relation.Connection) != 0,
            _ => false,
        };
    }

    public IEnumerable<(ProfileField Field, string Value)> Visible(int viewer, int person) =>
        from pair in People[person].Values
        where Sees(viewer, person, pair.Key)
        from value in pair.Value
        select (pair.Key, value);

    async Task MoveAsync(int person)
    {
        Scope[] scopes =
        [
            Scope.Batch(2010 + random.Next(3)), Scope.Chapter(new Guid(1, 0, 0, new byte[8])),
            Scope.Group(new Guid(2, 0, 0, new byte[8])), Scope.Group(new Guid(3, 0, 0, new byte[8])),
        ];
        var (scope, id) = (scopes[random.Next(scopes.Length)], People[person].Id);
        await using var db = await platform.DataSource.OpenConnectionAsync(Ct);
        if (!_members.Contains((person, scope)))
        {
            await platform.Memberships.AddMemberAsync(db, new(id, scope), OnBanned.Reinstate, Change.BySystem("test"), Ct);
            _members.Add((person, scope));
        }
        else
        {
            _ = random.Next(2) == 0
                ? (object)await platform.Memberships.RemoveMemberAsync(db, id, scope, Change.BySystem("test"), Ct)
                : await platform.Memberships.BanAsync(db, id, scope, Change.BySystem("test"), until: null, Ct);
            _members.Remove((person, scope));
        }
    }

    async Task ConnectAsync(int one, int other)
    {
        if (_disabled.Contains(one) || _disabled.Contains(other))
            return;

        if (_connections.Remove(PairOf(one, other)))
            await CallAsync(one, "directory.v1/RemoveConnection", new { userId = People[other].Id });
        else if (!HasBlocked(one, other) && !HasBlocked(other, one))
        {
            await CallAsync(one, "directory.v1/RequestConnection", new { userId = People[other].Id });
            var answer = await CallAsync(other, "directory.v1/RequestConnection", new { userId = People[one].Id });
            if (answer.GetProperty("connection").GetString() == "connected")
                _connections[PairOf(one, other)] = People[one].Id;
            else // an earlier request was declined because of a block: the second only asks
                await CallAsync(other, "directory.v1/RemoveConnection", new { userId = People[one].Id });
        }
    }

    async Task EditAsync(int person)
    {
        if (_disabled.Contains(person))
            return;

        var (values, audiences) = (People[person].Values, People[person].Audiences);
        var request = new Dictionary<string, object?>();
        var field = Texts[random.Next(Texts.Length)];
        values[field] = random.Next(5) == 0 ? [] : [random.Next(2) == 0 ? Word(random) : $"{Word(random)} {Word(random)}"];
        request[Name(field)] = values[field] is [var text] ? text : "";
        if (random.Next(3) == 0)
            request["skills"] = values[ProfileField.Skills] = [.. Enumerable.Range(0, random.Next(3)).Select(_ => Word(random)).Distinct()];
        if (random.Next(3) == 0)
            request["nicknames"] = values[ProfileField.Nicknames] = random.Next(2) == 0 ? [] : ["Gudiya"];
        if (random.Next(3) == 0)
            request["openTo"] = values[ProfileField.OpenTo] = [.. new[] { "mentoring", "hiring", "reunions" }.Where(_ => random.Next(2) == 0)];

        var changed = Enum.GetValues<ProfileField>()[random.Next(16)];
        audiences[changed] = Enum.GetValues<Audience>()[random.Next(5)];
        var revealed = random.Next(2) == 0 ? field : ProfileField.Skills;
        audiences[revealed] = Enum.GetValues<Audience>()[random.Next(5)];
        request["audiences"] = new[] { changed, revealed }.Distinct()
            .Select(f => new { field = Snake(f.ToString()), audience = Snake(audiences[f].ToString()) }).ToArray();
        await CallAsync(person, "directory.v1/UpdateProfile", request);
    }

    public Task<JsonElement> CallAsync(int person, string method, object request) => platform.CallAsync(People[person].Id, method, request);

    public static string Snake(string name) => JsonNamingPolicy.SnakeCaseLower.ConvertName(name);

    static string Name(ProfileField field) => JsonNamingPolicy.CamelCase.ConvertName(field.ToString());

    static (int, int) PairOf(int one, int other) => one < other ? (one, other) : (other, one);
}
