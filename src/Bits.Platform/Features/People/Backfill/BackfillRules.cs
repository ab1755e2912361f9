using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Texts;
using Bits.Shared;

namespace Bits.Platform.Features.People.Backfill;

/// <summary>A membership inferred from a profile.</summary>
/// <param name="Scope">The scope.</param>
/// <param name="Rule">The rule, stored in the ledger.</param>
public readonly record struct BackfillClaim(Scope Scope, string Rule);

/// <summary>The memberships inferred from one profile.</summary>
/// <param name="Claims">The memberships.</param>
/// <param name="Unresolved">The problems of memberships that could not be inferred, as countable text.</param>
public sealed record BackfillFindings(IReadOnlyList<BackfillClaim> Claims, IReadOnlyList<string> Unresolved);

/// <summary>The rules that infer memberships from the data of Phase 1; docs/operations/backfill.md lists them.</summary>
public static class BackfillRules
{
    /// <summary>The rule for the batch.</summary>
    public const string Batch = "batch year of the account";

    /// <summary>The rule for the chapter in the profile.</summary>
    public const string Chapter = "chapter named in the profile";

    /// <summary>The rule for the chapter of the city.</summary>
    public const string City = "city of the profile";

    // The former names of cities in older profiles, and the current ones that chapters use.
    static readonly Dictionary<string, string> Renamed = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Bangalore"] = "Bengaluru",
        ["Bombay"] = "Mumbai",
        ["Calcutta"] = "Kolkata",
        ["Cochin"] = "Kochi",
        ["Gurgaon"] = "Gurugram",
        ["Madras"] = "Chennai",
        ["Mysore"] = "Mysuru",
        ["Poona"] = "Pune",
        ["Trivandrum"] = "Thiruvananthapuram",
    };

    /// <summary>Infers the memberships of a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="chapters">The chapters by name, compared without case.</param>
    public static BackfillFindings Apply(Phase1Profile profile, IReadOnlyDictionary<string, Guid> chapters)
    {
        var (claims, unresolved) = (new List<BackfillClaim>(2), new List<string>(2));
        ApplyBatch(profile, claims, unresolved);
        ApplyChapter(profile, chapters, claims, unresolved);
        return new(claims, unresolved);
    }

    // Faculty and staff have no batch by their role; the year of an alumnus or student is one.
    static void ApplyBatch(Phase1Profile profile, List<BackfillClaim> claims, List<string> unresolved)
    {
        if (profile.PrimaryRole is PrimaryRole.Faculty or PrimaryRole.Staff)
            return;

        if (profile.Batch is not { } year)
            unresolved.Add($"{profile.PrimaryRole.ToText()} without a batch year");
        else if (year is < 1000 or > 2999)
            unresolved.Add($"batch year {year} is not a year");
        else
            claims.Add(new(Scope.Batch(year), Batch));
    }

    // A chapter in the profile precedes that of the city; the backfill never creates chapters.
    static void ApplyChapter(
        Phase1Profile profile, IReadOnlyDictionary<string, Guid> chapters, List<BackfillClaim> claims, List<string> unresolved)
    {
        if (Find(profile.Chapter, chapters) is { } named)
            claims.Add(new(Scope.Chapter(named), Chapter));
        else if (!string.IsNullOrWhiteSpace(profile.Chapter))
            unresolved.Add($"there is no chapter {profile.Chapter.Trim()}");
        else if (Find(profile.City, chapters) is { } near)
            claims.Add(new(Scope.Chapter(near), City));
        else if (!string.IsNullOrWhiteSpace(profile.City))
            unresolved.Add($"no chapter in the city {profile.City.Trim()}");
    }

    static Guid? Find(string? name, IReadOnlyDictionary<string, Guid> chapters)
    {
        if (string.IsNullOrWhiteSpace(name))
            return null;

        name = TextRules.Canonical(name);
        return chapters.TryGetValue(name, out var id) || chapters.TryGetValue(Renamed.GetValueOrDefault(name, name), out id)
            ? id
            : null;
    }
}
