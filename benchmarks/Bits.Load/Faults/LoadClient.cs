using System.Globalization;
using System.Text.Json;

namespace Bits.Load.Faults;

/// <summary>Somebody who calls.</summary>
sealed record Person(Guid Id, string Token);

/// <summary>A group of the load: its founder and those who stay members all the time.</summary>
sealed record Home(Guid GroupId, IReadOnlyList<Person> Members);

/// <summary>A write that was acknowledged.</summary>
/// <param name="Key">The key under which it was sent.</param>
/// <param name="Call">Which call.</param>
/// <param name="UserId">By whom.</param>
/// <param name="GroupId">The group that was founded, joined, left or written in.</param>
/// <param name="PostId">The post; else null.</param>
sealed record Acknowledged(string Key, string Call, Guid UserId, Guid GroupId, Guid? PostId = null);

/// <summary>A client in a closed loop: of a hundred calls eighty read, eight post, eight join or leave, four found a group.
/// No two clients act for one person, so that what each was told last is so.</summary>
sealed class LoadClient(int number, IReadOnlyList<Person> people, Guid publicGroup, RepeatingCaller caller)
{
    public const string KeyPrefix = "faults";

    const int VisitorsOfAGroup = 5;
    static readonly string[] Words = ["weekend", "regatta", "meeting", "mentor", "goa"];

    /// <summary>Somebody who joins a group and leaves it again.</summary>
    sealed class Visitor(Person person, Guid groupId)
    {
        public Person Person => person;

        public Guid GroupId => groupId;

        public bool IsIn { get; set; }
    }

    readonly Random _random = new(number);
    readonly List<Visitor> _visitors = [];
    int _keys;

    /// <summary>Its groups.</summary>
    public List<Home> Homes { get; } = [];

    /// <summary>What it was told that it has done, in this order.</summary>
    public List<Acknowledged> Acknowledged { get; } = [];

    /// <summary>Founds its groups and has people join them.</summary>
    public async Task SettleAsync(int groups, int members, CancellationToken ct)
    {
        for (var i = 0; i < groups; i++)
        {
            var around = Enumerable.Range(0, people.Count).Select(n => people[(i + n) % people.Count]).ToList();
            var home = new Home(await FoundAsync(around[0], ct), [.. around.Take(1 + members)]);
            foreach (var member in home.Members.Skip(1))
                await VisitAsync(new(member, home.GroupId), ct);

            Homes.Add(home);
            _visitors.AddRange(
                around.Skip(1 + members).Take(VisitorsOfAGroup).Select(person => new Visitor(person, home.GroupId)));
        }
    }

    /// <summary>Calls until it is to stop; the call that is under way is made to its end.</summary>
    public async Task RunAsync(CancellationToken stop, CancellationToken ct)
    {
        while (!stop.IsCancellationRequested)
            await NextAsync(ct);
    }

    Task NextAsync(CancellationToken ct)
    {
        var reader = Any(people);
        return _random.Next(100) switch
        {
            < 20 => caller.CallAsync(new("accounts.v1/GetMe", reader.Token), ct),
            < 40 => caller.CallAsync(new("groups.v1/ListPosts", reader.Token, $"groupId={publicGroup}"), ct),
            < 60 => caller.CallAsync(new("search.v1/Search", reader.Token, $"text={Any(Words)}"), ct),
            < 80 => caller.CallAsync(new("notifications.v1/ListInbox", reader.Token), ct),
            < 88 => PostAsync(Any(Homes), ct),
            < 96 => VisitAsync(Any(_visitors), ct),
            _ => FoundAsync(reader, ct),
        };
    }

    async Task<Guid> FoundAsync(Person founder, CancellationToken ct)
    {
        const string call = "groups.v1/CreateGroup";
        var key = NextKey();
        var answer = await caller.CallAsync(
            new(call, founder.Token, Body: new { slug = key, name = "Faults", visibility = "public" }, Key: key), ct);

        var group = answer.GetProperty("groupId").GetGuid();
        Acknowledged.Add(new(key, call, founder.Id, group));
        return group;
    }

    async Task PostAsync(Home home, CancellationToken ct)
    {
        const string call = "groups.v1/PostToGroup";
        var (key, author) = (NextKey(), Any(home.Members));
        var answer = await caller.CallAsync(
            new(call, author.Token, Body: new { groupId = home.GroupId, body = $"Who comes to the regatta, {key}?" }, Key: key), ct);

        Acknowledged.Add(new(key, call, author.Id, home.GroupId, answer.GetProperty("postId").GetGuid()));
    }

    // In turn, so that each of them has an effect: another outcome would say that the one before was lost or done twice.
    async Task VisitAsync(Visitor visitor, CancellationToken ct)
    {
        var (call, outcome) = visitor.IsIn ? ("groups.v1/LeaveGroup", "removed") : ("groups.v1/JoinGroup", "joined");
        var key = NextKey();
        var answer = await caller.CallAsync(
            new(call, visitor.Person.Token, Body: new { groupId = visitor.GroupId }, Key: key), ct);
        if (answer.GetProperty("outcome").GetString() != outcome)
            throw new InvalidOperationException($"{call} under {key} was to answer {outcome}: {JsonSerializer.Serialize(answer)}");

        visitor.IsIn = !visitor.IsIn;
        Acknowledged.Add(new(key, call, visitor.Person.Id, visitor.GroupId));
    }

    string NextKey() => string.Create(CultureInfo.InvariantCulture, $"{KeyPrefix}-{number}-{_keys++}");

    T Any<T>(IReadOnlyList<T> among) => among[_random.Next(among.Count)];
}
