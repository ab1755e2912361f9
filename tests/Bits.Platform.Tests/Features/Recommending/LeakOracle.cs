using Bits.Membership;

namespace Bits.Platform.Tests.Features.Recommending;

/// <summary>The network of the leak test: makes random changes, in the database and here, and says what a reader may get.</summary>
sealed class LeakOracle(TestPlatform platform, RecommendingWorld world, Random random)
{
    const int Size = 14;

    static readonly string[] Companies = ["Quokka Works", "Numbat Mills", "Dunnart Lines"];
    static readonly string[] Visibilities = ["public", "private", "secret"];
    static readonly string[] Audiences = ["everyone", "batch", "groups", "connections", "only_me"];

    readonly List<Group> _groups = [];
    readonly Dictionary<Guid, Post> _posts = [];
    readonly HashSet<(int Who, int Whom)> _blocks = [];
    readonly HashSet<(int One, int Other)> _pairs = []; // a request or a connection
    readonly HashSet<(int One, int Other)> _connected = [];
    readonly HashSet<(int User, string Id)> _dismissed = [];
    readonly HashSet<int> _off = [];
    readonly (string Company, string Audience)[] _work = new (string, string)[Size];

    sealed record Group(Guid Id, string Name)
    {
        public string Visibility { get; set; } = "public";

        public bool IsArchived { get; set; }

        public HashSet<int> Members { get; } = [];

        public HashSet<int> Banned { get; } = [];
    }

    sealed record Post(int Author, Group Group, string Title);

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public List<Guid> Ids { get; } = [];

    public List<string> Names { get; } = [];

    public int AnyReader() => random.Next(Size);

    /// <summary>Whether a reader may get a recommendation now.</summary>
    public bool MayGet(int reader, string kind, string id) => !_off.Contains(reader) && !_dismissed.Contains((reader, id)) && kind switch
    {
        "groups" => _groups.Single(group => $"{group.Id}" == id) is { IsArchived: false, Visibility: not "secret" } found
            && !found.Members.Contains(reader) && !found.Banned.Contains(reader),
        "posts" => _posts[Guid.Parse(id["post:".Length..])] is var post && post.Author != reader && Reads(reader, post),
        _ => Ids.IndexOf(Guid.Parse(id)) is var person && person != reader && !_pairs.Contains(Pair(reader, person))
            && !_blocks.Contains((reader, person)) && !_blocks.Contains((person, reader)),
    };

    /// <summary>The names that no reason for this reader may hold; about a person, also those that the person hides.</summary>
    public IEnumerable<string> HiddenFrom(int reader, string? person)
    {
        var other = person is null ? -1 : Ids.IndexOf(Guid.Parse(person));
        return _groups.Where(group => group.Visibility == "secret" && !group.Members.Contains(reader)).Select(group => group.Name)
            .Concat(other < 0 ? [] : _groups.Where(group => !group.Members.Contains(reader) || !group.Members.Contains(other)).Select(group => group.Name))
            .Concat(_posts.Values.Where(post => !Reads(reader, post)).Select(post => post.Title))
            .Concat(other < 0 ? Companies : Companies.Where(company => company != _work[other].Company || !SeesCompany(reader, other)))
            .Concat(other < 0 ? Names : Names.Where((_, i) => i != other && i != reader));
    }

    public async Task PrepareAsync()
    {
        for (var i = 0; i < Size; i++)
        {
            Names.Add($"Person{(char)('A' + i)}zz");
            Ids.Add(await platform.UserAsync(Names[i], 2012 + (i % 2)));
            await world.AddAsync(Ids[i], Scope.Batch(2012 + (i % 2)));
            await WorkAsync(i);
        }

        for (var i = 0; i < 9; i++)
        {
            var (owner, visibility) = (i, Visibilities[i % 3]);
            var group = new Group(await world.GroupAsync(Ids[owner], $"Circle{(char)('A' + i)}zz", visibility), $"Circle{(char)('A' + i)}zz") { Visibility = visibility };
            group.Members.Add(owner);
            _groups.Add(group);
            foreach (var user in Enumerable.Range(0, Size).Where(user => user != owner && random.Next(2) == 0))
                await JoinAsync(group, user);
            for (var post = 0; post < 3; post++)
                await PostAsync(group);
        }
    }

    /// <summary>Changes something, and returns what.</summary>
    public async Task<string> ChangeAsync()
    {
        var (user, other, group) = (random.Next(Size), random.Next(Size), _groups[random.Next(_groups.Count)]);
        return random.Next(12) switch
        {
            0 or 1 or 2 => await MoveAsync(group, user),
            3 when user != other => await BlockAsync(user, other),
            4 when user != other => await ConnectAsync(user, other),
            5 => await WorkAsync(user),
            6 => await ShowAsync(group),
            7 => await ArchiveAsync(group),
            8 when _posts.Count < 150 => await PostAsync(group),
            9 when random.Next(4) == 0 => await DismissAsync(user),
            10 when random.Next(4) == 0 => await SwitchAsync(user),
            _ => await LikeAsync(user),
        };
    }

    async Task<string> MoveAsync(Group group, int user)
    {
        if (IsOwner(group, user))
            return "nothing";
        if (group.Banned.Remove(user))
        {
            await platform.Memberships.UnbanAsync(Ids[user], Scope.Group(group.Id), Change.BySystem("test"), ct: Ct);
            return $"unban of {Names[user]}";
        }

        if (!group.Members.Contains(user))
            return await JoinAsync(group, user);

        group.Members.Remove(user);
        if (random.Next(3) == 0)
        {
            group.Banned.Add(user);
            await platform.Memberships.BanAsync(Ids[user], Scope.Group(group.Id), Change.BySystem("test"), ct: Ct);
            return $"ban of {Names[user]} from {group.Name}";
        }

        await platform.Memberships.LeaveAsync(Ids[user], Scope.Group(group.Id), Ct);
        return $"leave of {Names[user]} from {group.Name}";
    }

    async Task<string> JoinAsync(Group group, int user)
    {
        group.Members.Add(user);
        await world.AddAsync(Ids[user], Scope.Group(group.Id));
        return $"join of {Names[user]}";
    }

    async Task<string> BlockAsync(int user, int other)
    {
        var isBlocked = !_blocks.Add((user, other));
        if (isBlocked)
            _blocks.Remove((user, other));
        else if (_pairs.Remove(Pair(user, other)))
            await platform.DataSource.SqlAsync("delete from directory_connection where low_id = any($1) and high_id = any($1)", new[] { Ids[user], Ids[other] });
        _connected.RemoveWhere(pair => !_pairs.Contains(pair));
        await platform.CallAsync(Ids[user], isBlocked ? "people.v1/UnblockMember" : "people.v1/BlockMember", new { userId = Ids[other] });
        return $"block of {Names[other]} by {Names[user]}";
    }

    async Task<string> ConnectAsync(int user, int other)
    {
        var pair = Pair(user, other);
        if (_pairs.Remove(pair))
        {
            _connected.Remove(pair);
            await platform.DataSource.SqlAsync("delete from directory_connection where low_id = any($1) and high_id = any($1)", new[] { Ids[user], Ids[other] });
            return "end of a connection";
        }

        if (_blocks.Contains((user, other)) || _blocks.Contains((other, user)))
            return "nothing";
        _pairs.Add(pair);
        await platform.CallAsync(Ids[user], "directory.v1/RequestConnection", new { userId = Ids[other] });
        if (random.Next(3) > 0 && _connected.Add(pair))
            await platform.CallAsync(Ids[other], "directory.v1/AcceptConnection", new { userId = Ids[user] });
        return "connection";
    }

    async Task<string> WorkAsync(int user)
    {
        _work[user] = (Companies[random.Next(Companies.Length)], Audiences[random.Next(Audiences.Length)]);
        await platform.CallAsync(
            Ids[user], "directory.v1/UpdateProfile",
            new { company = _work[user].Company, audiences = new[] { new { field = "company", audience = _work[user].Audience } } });
        return $"work of {Names[user]} for {_work[user].Audience}";
    }

    async Task<string> ShowAsync(Group group)
    {
        if (group.IsArchived)
            return "nothing";
        var visibility = Visibilities[random.Next(3)];
        if (visibility == group.Visibility)
            return "nothing";

        await platform.CallAsync(
            Ids[OwnerOf(group)], "groups.v1/UpdateGroup",
            new { groupId = group.Id, visibility, slug = group.Visibility == "secret" ? $"leak-{group.Id:N}" : null, joinPolicy = visibility == "secret" ? "invitation" : "open" });
        group.Visibility = visibility;
        return $"{group.Name} became {visibility}";
    }

    async Task<string> ArchiveAsync(Group group)
    {
        if (!group.IsArchived && random.Next(3) > 0)
            return "nothing";
        await platform.CallAsync(
            Ids[OwnerOf(group)], group.IsArchived ? "groups.v1/ReopenGroup" : "groups.v1/ArchiveGroup", new { groupId = group.Id, reason = "test" });
        group.IsArchived = !group.IsArchived;
        return $"{group.Name} archived: {group.IsArchived}";
    }

    async Task<string> PostAsync(Group group)
    {
        if (group.IsArchived)
            return "nothing";
        var author = group.Members.Order().ElementAt(random.Next(group.Members.Count));
        var title = $"Post{_posts.Count}zz";
        _posts.Add(await world.PostAsync(Ids[author], group.Id, title), new(author, group, title));
        return $"{title} in {group.Name}";
    }

    async Task<string> DismissAsync(int user)
    {
        var group = _groups[random.Next(_groups.Count)];
        // What they do not find they cannot dismiss.
        if (group.IsArchived || (group.Visibility == "secret" && !group.Members.Contains(user)))
            return "nothing";
        _dismissed.Add((user, $"{group.Id}"));
        await world.DismissAsync(Ids[user], "groups", $"{group.Id}");
        return $"dismissal by {Names[user]}";
    }

    async Task<string> SwitchAsync(int user)
    {
        var isOn = _off.Remove(user);
        if (!isOn)
            _off.Add(user);
        await platform.CallAsync(Ids[user], "recommendations.v1/SetRecommendationSettings", new { isOn });
        return $"switch of {Names[user]}";
    }

    async Task<string> LikeAsync(int user)
    {
        var (id, post) = _posts.ElementAt(random.Next(_posts.Count));
        await platform.CallAsync(
            Ids[user], "recommendations.v1/RecordSignal", new { surface = "groups", entityId = $"post:{id}", kind = random.Next(2) == 0 ? "view" : "dwell" });
        return $"view of {post.Title}";
    }

    bool Reads(int reader, Post post) =>
        (post.Group.Visibility == "public" || post.Group.Members.Contains(reader)) && !_blocks.Contains((reader, post.Author));

    // One who has blocked the viewer shows them what everyone sees; people of one's own batch and groups see more.
    bool SeesCompany(int reader, int other) => _work[other].Audience switch
    {
        "everyone" => true,
        _ when _blocks.Contains((other, reader)) => false,
        "batch" => reader % 2 == other % 2,
        "groups" => _groups.Any(group => group.Members.Contains(reader) && group.Members.Contains(other)),
        "connections" => _connected.Contains(Pair(reader, other)),
        _ => false,
    };

    bool IsOwner(Group group, int user) => OwnerOf(group) == user;

    int OwnerOf(Group group) => _groups.IndexOf(group);

    static (int, int) Pair(int one, int other) => (Math.Min(one, other), Math.Max(one, other));
}
