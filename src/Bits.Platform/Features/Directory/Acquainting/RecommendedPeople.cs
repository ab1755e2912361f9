using System.Runtime.InteropServices;
using Bits.Membership;
using Bits.Platform.Features.People;
using Bits.Platform.Recommending;
using Bits.Search.Signals;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Directory.Acquainting;

/// <summary>Recommends people whom the viewer may know. A reason names only what the viewer sees of both at the time of reading.
/// </summary>
sealed class RecommendedPeople(Memberships memberships, Relations relations, Blocks blocks, TimeProvider clock) : IRecommendedKind
{
    /// <summary>The reason of a shared batch.</summary>
    public const string ByBatch = "batch";

    /// <summary>The reason of a shared company.</summary>
    public const string ByCompany = "company";

    /// <summary>The reason of shared connections; they are not named.</summary>
    public const string ByConnections = "connections";

    const string SameBatch = "You are of the same batch";

    static readonly string OfGroup = $"{Platform.Surfaces.Groups}/";

    public string Name => "people";

    public IReadOnlyList<string> Surfaces { get; } = [Platform.Surfaces.Directory];

    public bool IsLearnt => false;

    public bool Includes(ReadOnlySpan<char> surface, ReadOnlySpan<char> entityId) =>
        surface.SequenceEqual(Platform.Surfaces.Directory) && Guid.TryParse(entityId, out _);

    public string AddressOf(string entityId) => $"/people/{entityId}";

    public string ReasonOf(string title) => $"Because you know {title}";

    public IAsyncEnumerable<Interest> StreamInterestsAsync(NpgsqlConnection db, DateTimeOffset? since, CancellationToken ct) =>
        AsyncEnumerable.Empty<Interest>();

    public async Task<ISuggester?> PrepareAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string people = "select user_id, batch, facets from directory_entry where is_listed";
        const string pairs = "select low_id, high_id, state from directory_connection";

        var listed = await db.QueryAsync(
            people, [], row => (Id: row.GetGuid(0), Batch: row.Nullable<int>(1), Facets: row.GetFieldValue<string[]>(2)), ct);
        var (scopes, now) = (new Dictionary<Scope, List<CircleMember>>(), clock.GetUtcNow());
        await foreach (var member in memberships.StreamActiveAsync(db, Relations.AllTypes, ct))
            if (member.Until is not { } until || until > now)
                (CollectionsMarshal.GetValueRefOrAddDefault(scopes, member.Scope, out _) ??= []).Add(new(member.UserId));
        var known = await db.QueryAsync(pairs, [], row => (Pair: (row.GetGuid(0), row.GetGuid(1)), IsAccepted: row.GetString(2) == "accepted"), ct);

        return new AcquaintanceGraph(
            listed.Select(person => person.Id),
            [.. scopes.Select(scope => new Circle(ReasonOf(scope.Key), scope.Value)), .. CompaniesOf(listed)],
            known.Where(pair => pair.IsAccepted).Select(pair => pair.Pair), known.Select(pair => pair.Pair));
    }

    public async Task<IReadOnlyDictionary<string, string?>> ShowAsync(
        NpgsqlConnection db, Guid viewerId, IReadOnlyList<VisibleCandidate> found, CancellationToken ct)
    {
        Guid[] people = [.. found.Select(candidate => Guid.Parse(candidate.EntityId))];
        var hidden = (await blocks.ListBlockersAsync(db, viewerId, people, ct))
            .Concat(await blocks.ListAsync(db, viewerId, ct))
            .Concat((await Connection.ListAsync(db, viewerId, people, ct)).Keys).Append(viewerId).ToHashSet();
        var shown = found.Where(candidate => !hidden.Contains(Guid.Parse(candidate.EntityId))).ToList();
        return await ReasonsAsync(db, viewerId, shown, ct);
    }

    async Task<IReadOnlyDictionary<string, string?>> ReasonsAsync(
        NpgsqlConnection db, Guid viewerId, List<VisibleCandidate> shown, CancellationToken ct)
    {
        Guid[] people = [.. shown.Select(candidate => Guid.Parse(candidate.EntityId))];
        var related = await relations.ListAsync(db, viewerId, people, ct);
        var shared = await ListSharedAsync(db, viewerId, shown, ct);
        var profiles = await Profile.ListAsync(db, [viewerId, .. people], ct);

        var reasons = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var candidate in shown)
            if (Find(candidate, Guid.Parse(candidate.EntityId)) is { } reason)
                reasons.Add(candidate.EntityId, reason);
        return reasons;

        string? Find(VisibleCandidate candidate, Guid person) => candidate.Reasons
            .Select(reason => reason.Name switch
            {
                ByConnections => "You have connections in common",
                ByBatch => null, // said below, also when a stronger reason is gone
                ByCompany => CompanyOf(person) is { } company && IsSame(company, profiles[viewerId].Fields.Company) ? $"You both work at {company}" : null,
                var group => shared.Contains((person, group)) ? $"You are both in {reason.Title}" : null,
            })
            .FirstOrDefault(reason => reason is not null)
            ?? (related[person].Relation.HasFlag(Relation.Batch) ? SameBatch : null);

        string? CompanyOf(Guid person) => profiles[person].VisibleTo(related[person].Relation).Company;
    }

    // The groups among the reasons that viewer and person are both in now.
    async Task<HashSet<(Guid Person, string Group)>> ListSharedAsync(
        NpgsqlConnection db, Guid viewerId, List<VisibleCandidate> shown, CancellationToken ct)
    {
        var asked = shown
            .SelectMany(candidate => candidate.Reasons, (candidate, reason) => (Person: Guid.Parse(candidate.EntityId), Group: reason.Name))
            .Where(pair => pair.Group.StartsWith(OfGroup, StringComparison.Ordinal)).ToList();
        var keys = asked
            .SelectMany(pair => ScopesOf(pair.Group), (pair, scope) => (Pair: pair, Scope: scope)).ToList();
        var own = await memberships.AreMembersAsync(db, [.. keys.Select(key => new MemberKey(viewerId, key.Scope))], ct);
        var theirs = await memberships.AreMembersAsync(db, [.. keys.Select(key => new MemberKey(key.Pair.Person, key.Scope))], ct);
        return [.. keys.Where((_, i) => own[i] && theirs[i]).Select(key => key.Pair)];
    }

    static IEnumerable<Scope> ScopesOf(string reason)
    {
        var id = Guid.Parse(reason.AsSpan(OfGroup.Length));
        return [Scope.Group(id), Scope.Chapter(id)];
    }

    static string ReasonOf(Scope scope) => scope.Type == ScopeTypes.Batch ? ByBatch : $"{OfGroup}{scope.Id}";

    static IEnumerable<Circle> CompaniesOf(List<(Guid Id, int? Batch, string[] Facets)> people) =>
        from person in people
        from facet in person.Facets
        let value = facet.AsSpan(2).StartsWith("company=") ? facet["e:company=".Length..].ToLowerInvariant() : null
        where value is not null
        group new CircleMember(person.Id, person.Batch, DirectoryEntry.AudienceOf(facet[0])) by value into members
        select new Circle(ByCompany, [.. members]);

    static bool IsSame(string one, string? other) => one.Equals(other, StringComparison.OrdinalIgnoreCase);
}
