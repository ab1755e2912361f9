using Bits.Membership;

namespace Bits.Platform.Features.People.Backfill;

/// <summary>The report of a backfill, or of a dry run.</summary>
public sealed record BackfillReport
{
    const int MaxConflicts = 1_000;
    const int MaxUnresolved = 1_000;

    /// <summary>Gets the number of accounts read.</summary>
    public int Users { get; set; }

    /// <summary>Gets the counts of each scope, by the scope's text.</summary>
    public SortedDictionary<string, BackfillCount> Scopes { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Counts the memberships that could not be inferred, by problem; beyond 1,000 problems the rest counts as
    /// <c>other</c>.</summary>
    public SortedDictionary<string, int> Unresolved { get; init; } = new(StringComparer.Ordinal);

    /// <summary>Gets the first 1,000 conflicts.</summary>
    public List<BackfillConflict> Conflicts { get; init; } = [];

    /// <summary>Gets the sums of all scopes.</summary>
    public BackfillCount Total() => Scopes.Values.Aggregate(
        new BackfillCount(), (sum, c) => new()
        {
            Added = sum.Added + c.Added,
            Unchanged = sum.Unchanged + c.Unchanged,
            Conflicts = sum.Conflicts + c.Conflicts,
            Banned = sum.Banned + c.Banned,
        });

    // Copies the report: a failed attempt must not count.
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

/// <summary>The counts of one scope.</summary>
public sealed record BackfillCount
{
    /// <summary>Gets or sets the number of new members.</summary>
    public int Added { get; set; }

    /// <summary>Gets or sets the number of existing members, in any role.</summary>
    public int Unchanged { get; set; }

    /// <summary>Gets or sets the number of rows that differ from the profile and were left alone.</summary>
    public int Conflicts { get; set; }

    /// <summary>Gets or sets the number of banned users, who stay banned.</summary>
    public int Banned { get; set; }
}

/// <summary>A row that differs from the profile.</summary>
/// <param name="UserId">The user.</param>
/// <param name="Scope">The scope.</param>
/// <param name="Problem">The problem.</param>
public sealed record BackfillConflict(Guid UserId, string Scope, string Problem);
