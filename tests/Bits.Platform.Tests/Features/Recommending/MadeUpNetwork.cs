using Bits.Search.Signals;

namespace Bits.Platform.Tests.Features.Recommending;

/// <summary>People in batches, chapters and groups of all sizes, whose links come from small groups and from those whom they know;
/// a fifth of the links is hidden.</summary>
sealed class MadeUpNetwork
{
    const int Top = 10;

    readonly Guid[] _people;
    readonly List<List<int>> _circles = [];
    readonly HashSet<(int, int)> _links = [];
    readonly List<(int One, int Other)> _shown = [];
    readonly ILookup<int, int> _hidden;

    public MadeUpNetwork(int seed, int people)
    {
        var random = new Random(seed);
        _people = [.. Enumerable.Range(1, people).Select(i => new Guid(i, 0, 0, new byte[8]))];
        for (var size = 400; size >= 5; size = size * 4 / 5)
            for (var copy = 0; copy < 3 + (60 / size * 4); copy++)
                _circles.Add([.. Enumerable.Range(0, people).OrderBy(_ => random.Next()).Take(size)]);
        MeetInCircles(random);
        MeetByFriends(random, people * 2);
        var hidden = new List<(int One, int Other)>();
        foreach (var link in _links.Order())
            (random.Next(5) == 0 ? hidden : _shown).Add(link);
        _hidden = hidden.Concat(hidden.Select(link => (One: link.Other, Other: link.One))).ToLookup(link => link.One, link => link.Other);
    }

    /// <summary>The precision of a suggester, and of counting shared groups.</summary>
    /// <param name="learn">Makes the suggester from people, groups and the links that are not hidden.</param>
    public (double Ours, double Counted) PrecisionAt10(
        Func<Guid[], IReadOnlyList<Guid[]>, List<(Guid, Guid)>, Func<Guid, int, IReadOnlyList<Candidate>>> learn)
    {
        var suggest = learn(
            _people, [.. _circles.Select(circle => circle.Select(member => _people[member]).ToArray())],
            [.. _shown.Select(link => (_people[link.One], _people[link.Other]))]);
        var known = _shown.Concat(_shown.Select(link => (One: link.Other, Other: link.One))).ToLookup(link => link.One, link => link.Other);
        var (ours, counted) = (new List<double>(), new List<double>());
        foreach (var user in _hidden.Select(links => links.Key).Order())
        {
            ours.Add(Precision(user, suggest(_people[user], Top).Select(found => Array.IndexOf(_people, Guid.Parse(found.EntityId)))));
            counted.Add(Precision(user, ByCount(user, known[user].ToHashSet())));
        }

        return (ours.Average(), counted.Average());
    }

    double Precision(int user, IEnumerable<int> found) => (double)found.Count(_hidden[user].Contains) / Top;

    IEnumerable<int> ByCount(int user, HashSet<int> known) => _circles.Where(circle => circle.Contains(user)).SelectMany(circle => circle)
        .Where(person => person != user && !known.Contains(person))
        .GroupBy(person => person).OrderByDescending(person => person.Count()).ThenBy(person => person.Key).Take(Top).Select(person => person.Key);

    // The chance that two members of a circle know each other falls with its size.
    void MeetInCircles(Random random)
    {
        foreach (var circle in _circles)
            for (var i = 0; i < circle.Count * 2; i++)
                if (random.NextDouble() < Math.Min(1, 8.0 / circle.Count))
                    Link(circle[random.Next(circle.Count)], circle[random.Next(circle.Count)]);
    }

    void MeetByFriends(Random random, int count)
    {
        for (var i = 0; i < count; i++)
        {
            var all = _links.ElementAt(random.Next(_links.Count));
            var friends = _links.Where(link => link.Item1 == all.Item2 || link.Item2 == all.Item2).Take(20).ToList();
            var other = friends[random.Next(friends.Count)];
            Link(all.Item1, other.Item1 == all.Item2 ? other.Item2 : other.Item1);
        }
    }

    void Link(int one, int other)
    {
        if (one != other)
            _links.Add((Math.Min(one, other), Math.Max(one, other)));
    }
}
