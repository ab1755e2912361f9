using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Texts;

namespace Bits.Platform.Features.People.Backfill;

/// <summary>A membership that follows from a profile.</summary>
/// <param name="Scope">Of what.</param>
/// <param name="Rule">By which rule; it is written to the ledger.</param>
public readonly record struct BackfillClaim(Scope Scope, string Rule);

/// <summary>What follows from one profile.</summary>
/// <param name="Claims">The memberships.</param>
/// <param name="Unresolved">What ought to be one and cannot be, in words that can be counted.</param>
public sealed record BackfillFindings(IReadOnlyList<BackfillClaim> Claims, IReadOnlyList<string> Unresolved);

/// <summary>The rules by which memberships follow from what Phase 1 knows; docs/operations/backfill.md has them as a table.
/// </summary>
public static class BackfillRules
{
    /// <summary>The rule of the batch.</summary>
    public const string Batch = "batch year of the account";

    /// <summary>The rule of the chapter that the profile names.</summary>
    public const string Chapter = "chapter named in the profile";

    /// <summary>The rule of the chapter of the city.</summary>
    public const string City = "city of the profile";

    // The names that cities had when older profiles were written, and those that their chapters bear.
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

    /// <summary>What follows from a profile.</summary>
    /// <param name="profile">The profile.</param>
    /// <param name="chapters">The chapters that there are, by name; upper and lower case are the same.</param>
    public static BackfillFindings Apply(Phase1Profile profile, IReadOnlyDictionary<string, Guid> chapters)
    {
        var (claims, unresolved) = (new List<BackfillClaim>(2), new List<string>(2));
        ApplyBatch(profile, claims, unresolved);
        ApplyChapter(profile, chapters, claims, unresolved);
        return new(claims, unresolved);
    }

    // Who teaches or works here belongs to no batch by that; the year in the account of an alumnus or a student is one.
    static void ApplyBatch(Phase1Profile profile, List<BackfillClaim> claims, List<string> unresolved)
    {
        if (profile.PrimaryRole is PrimaryRole.Faculty or PrimaryRole.Staff)
            return;

        if (profile.Batch is not { } year)
            unresolved.Add($"{profile.PrimaryRole.ToString().ToLowerInvariant()} without a batch year");
        else if (year is < 1000 or > 2999)
            unresolved.Add($"batch year {year} is no year");
        else
            claims.Add(new(Scope.Batch(year), Batch));
    }

    // What somebody has named themselves goes before what follows from where they live; chapters are never made here.
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
