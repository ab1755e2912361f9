using System.Collections.Concurrent;
using Bits.Platform.Recommending;
using Bits.Search.Signals;

namespace Bits.Platform.Features.Directory.Acquainting;

/// <summary>Suggests people whom a user may know: by circles that they share, small ones more than large ones, and by connections that
/// they share. Holds all it needs; safe for concurrent use.</summary>
sealed class AcquaintanceGraph : ISuggester
{
    const int MaxCircle = 2_000;
    const int MaxYears = 3;

    // Connections of others are not shown anywhere: one alone would tell whose it is.
    const int FewestShared = 2;

    readonly Guid[] _people;
    readonly Dictionary<Guid, int> _numbers;
    readonly Placed[] _circles;
    readonly int[][] _circlesOf;
    readonly int[][] _connections;
    readonly ILookup<int, int> _known;
    readonly ConcurrentBag<Overlap[]> _spare = [];

    /// <param name="people">The people in the directory.</param>
    /// <param name="circles">Their scopes and companies.</param>
    /// <param name="connections">Pairs who are connected.</param>
    /// <param name="known">Pairs between whom a request lies, connected or not; neither gets the other.</param>
    public AcquaintanceGraph(
        IEnumerable<Guid> people, IEnumerable<Circle> circles, IEnumerable<(Guid One, Guid Other)> connections,
        IEnumerable<(Guid One, Guid Other)> known)
    {
        _people = [.. people.Order()];
        _numbers = _people.Index().ToDictionary(person => person.Item, person => person.Index);
        _circles = [.. circles.Select(Place).Where(circle => circle.People.Length is >= 2 and <= MaxCircle)];
        _circlesOf = Gathered(_circles.SelectMany((circle, number) => circle.People.Select(person => (person, number))));
        _connections = Gathered(Both(connections));
        _known = Both(known).ToLookup(pair => pair.One, pair => pair.Other);
    }

    // Members by number; Details only where some members may not know of others.
    readonly record struct Placed(string Reason, int[] People, CircleMember[]? Details);

    // What a user shares with one person.
    struct Overlap
    {
        public float Circles;
        public float BestCircle;
        public int Best;
        public float Connections;
        public int Shared;

        public readonly float OfConnections => Shared >= FewestShared ? Connections : 0;
    }

    /// <inheritdoc />
    public IReadOnlyList<Candidate> Suggest(Guid userId, int limit)
    {
        if (!_numbers.TryGetValue(userId, out var user))
            return [];

        var overlaps = _spare.TryTake(out var spare) ? spare : new Overlap[_people.Length];
        var touched = new List<int>();
        AddCircles(user, overlaps, touched);
        AddConnections(user, overlaps, touched);
        var found = Rank(user, overlaps, touched, limit);
        foreach (var person in touched)
            overlaps[person] = default;
        _spare.Add(overlaps);
        return found;
    }

    void AddCircles(int user, Overlap[] overlaps, List<int> touched)
    {
        foreach (var number in _circlesOf[user])
        {
            var (_, people, details) = _circles[number];
            var (weight, own) = (1f / (people.Length - 1), details is null ? 0 : Array.IndexOf(people, user));
            for (var i = 0; i < people.Length; i++)
            {
                if (people[i] == user || (details is not null && !IsSeen(user, people[i], details[own], details[i])))
                    continue;

                ref var overlap = ref Touch(overlaps, touched, people[i]);
                overlap.Circles += weight;
                if (weight > overlap.BestCircle)
                    (overlap.BestCircle, overlap.Best) = (weight, number);
            }
        }
    }

    void AddConnections(int user, Overlap[] overlaps, List<int> touched)
    {
        foreach (var common in _connections[user])
            foreach (var person in _connections[common])
                if (person != user)
                {
                    ref var overlap = ref Touch(overlaps, touched, person);
                    overlap.Connections += 1f / _connections[common].Length;
                    overlap.Shared++;
                }
    }

    // A company counts only for those who may see it, and for people of about the same years.
    bool IsSeen(int user, int person, CircleMember own, CircleMember other) =>
        own.Batch is { } one && other.Batch is { } two && Math.Abs(one - two) <= MaxYears
        && (other.Shown ?? Audience.Everyone) switch
        {
            Audience.Everyone => true,
            Audience.Batch => Share(user, person, reason => reason == RecommendedPeople.ByBatch),
            Audience.Groups => Share(user, person, reason => reason.Contains('/', StringComparison.Ordinal)),
            Audience.Connections or Audience.OnlyMe => false,
        };

    bool Share(int user, int person, Predicate<string> isWanted) =>
        _circlesOf[user].Intersect(_circlesOf[person]).Any(number => isWanted(_circles[number].Reason));

    List<Candidate> Rank(int user, Overlap[] overlaps, List<int> touched, int limit)
    {
        var (most, top) = ((Circles: 0f, Connections: 0f), new PriorityQueue<int, (float Score, int Person)>());
        foreach (var person in touched)
            most = (Math.Max(most.Circles, overlaps[person].Circles), Math.Max(most.Connections, overlaps[person].OfConnections));
        foreach (var person in touched)
            if (ShareOf(overlaps[person].Circles, most.Circles) + ShareOf(overlaps[person].OfConnections, most.Connections) is > 0 and var score
                && !_known[user].Contains(person))
            {
                top.Enqueue(person, (score, -person));
                if (top.Count > limit)
                    top.Dequeue();
            }

        var found = new List<Candidate>();
        while (top.TryDequeue(out var person, out _))
            found.Add(AsCandidate(person, ShareOf(overlaps[person].Circles, most.Circles), ShareOf(overlaps[person].OfConnections, most.Connections), overlaps[person].Best));
        found.Reverse();
        return found;
    }

    Candidate AsCandidate(int person, float circles, float connections, int best)
    {
        var reasons = new List<CandidateReason>();
        if (circles > 0)
            reasons.Add(new(_circles[best].Reason, circles));
        if (connections > 0)
            reasons.Add(new(RecommendedPeople.ByConnections, connections));
        return new(
            Surfaces.Directory, _people[person].ToString(), circles + connections, Popularity: 0,
            [.. reasons.OrderByDescending(reason => reason.Contribution)]);
    }

    static float ShareOf(float sum, float most) => most > 0 ? sum / most : 0;

    static ref Overlap Touch(Overlap[] overlaps, List<int> touched, int person)
    {
        ref var overlap = ref overlaps[person];
        if (overlap is { Circles: 0, Shared: 0 })
            touched.Add(person);
        return ref overlap;
    }

    Placed Place(Circle circle)
    {
        CircleMember[] members = [.. circle.Members.Where(member => _numbers.ContainsKey(member.UserId))];
        return new(
            circle.Reason, [.. members.Select(member => _numbers[member.UserId])],
            members.Any(member => member.Shown is not null) ? members : null);
    }

    IEnumerable<(int One, int Other)> Both(IEnumerable<(Guid One, Guid Other)> pairs) =>
        from pair in pairs
        where _numbers.ContainsKey(pair.One) && _numbers.ContainsKey(pair.Other)
        from directed in new[] { (_numbers[pair.One], _numbers[pair.Other]), (_numbers[pair.Other], _numbers[pair.One]) }
        select directed;

    int[][] Gathered(IEnumerable<(int Person, int Value)> pairs)
    {
        var byPerson = pairs.ToLookup(pair => pair.Person, pair => pair.Value);
        return [.. Enumerable.Range(0, _people.Length).Select(person => byPerson[person].ToArray())];
    }
}
