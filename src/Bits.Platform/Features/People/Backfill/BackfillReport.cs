using Bits.Membership;

namespace Bits.Platform.Features.People.Backfill;

/// <summary>What a backfill did, or in a dry run would have done.</summary>
public sealed record BackfillReport
{
    const int MaxConflicts = 1_000;
    const int MaxUnresolved = 1_000;

    /// <summary>How many accounts it has looked at.</summary>
    public int Users { get; set; }

    /// <summary>What it did in each scope, by the scope's written form.</summary>
    public SortedDictionary<string, BackfillCount> Scopes { get; init; } = new(StringComparer.Ordinal);

    /// <summary>What ought to be a membership and cannot be, and how often; the rarer ones together as <c>other</c> where
    /// there are more than 1,000 kinds.</summary>
    public SortedDictionary<string, int> Unresolved { get; init; } = new(StringComparer.Ordinal);

    /// <summary>The first 1,000 conflicts one by one.</summary>
    public List<BackfillConflict> Conflicts { get; init; } = [];

    /// <summary>All scopes together.</summary>
    public BackfillCount Total() => Scopes.Values.Aggregate(
        new BackfillCount(), (sum, c) => new()
        {
            Added = sum.Added + c.Added,
            Unchanged = sum.Unchanged + c.Unchanged,
            Conflicts = sum.Conflicts + c.Conflicts,
            Banned = sum.Banned + c.Banned,
        });

    // An attempt that fails must not have counted.
    internal BackfillReport Copy() => new()
    {
        Users = Users,
        Scopes = new(Scopes.ToDictionary(s => s.Key, s => s.Value with { }), StringComparer.Ordinal),
        Unresolved = new(Unresolved, StringComparer.Ordinal),
        Conflicts = [.. Conflicts],
    };

    internal BackfillCount In(Scope scope) => Scopes.TryGetValue(scope.ToString(), out var count)
        ? count
        : Scopes[scope.ToString()] = new();

    internal void AddConflict(Member member, string problem)
    {
        In(member.Scope).Conflicts++;
        if (Conflicts.Count < MaxConflicts)
            Conflicts.Add(new(member.UserId, member.Scope.ToString(), problem));
    }

    internal void AddUnresolved(string problem)
    {
        var key = Unresolved.ContainsKey(problem) || Unresolved.Count < MaxUnresolved ? problem : "other";
        Unresolved[key] = Unresolved.GetValueOrDefault(key) + 1;
    }
}

/// <summary>What a backfill did in one scope.</summary>
public sealed record BackfillCount
{
    /// <summary>Members that are new.</summary>
    public int Added { get; set; }

    /// <summary>Members that were there already, in whatever role.</summary>
    public int Unchanged { get; set; }

    /// <summary>Rows that say otherwise than the profile, and were left alone.</summary>
    public int Conflicts { get; set; }

    /// <summary>Those who are banned, and stay so.</summary>
    public int Banned { get; set; }
}

/// <summary>A row that says otherwise than the profile.</summary>
/// <param name="UserId">Whose.</param>
/// <param name="Scope">In what.</param>
/// <param name="Problem">What is in the way.</param>
public sealed record BackfillConflict(Guid UserId, string Scope, string Problem);
