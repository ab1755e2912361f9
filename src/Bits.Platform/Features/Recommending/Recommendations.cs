using Bits.Platform.Auth;
using Bits.Platform.Recommending;
using Bits.Platform.Rpc;
using Bits.Search.Signals;
using Npgsql;

namespace Bits.Platform.Features.Recommending;

/// <summary>A recommendation as its reader sees it.</summary>
/// <param name="Candidate">The candidate with the parts of its score.</param>
/// <param name="Reason">The reason in words.</param>
/// <param name="Address">The path of its page on the site.</param>
public sealed record ShownRecommendation(VisibleCandidate Candidate, string Reason, string Address);

/// <summary>Reads recommendations: the one way from stored candidates to a member. Checks at each read what the member may see, has,
/// and has dismissed.</summary>
public sealed class Recommendations(IEnumerable<IRecommendedKind> kinds)
{
    /// <summary>The owner of the lists for members without lists of their own.</summary>
    internal static readonly Guid Everyone = Guid.Empty;

    const string PopularReason = "Popular among members";

    readonly IReadOnlyList<IRecommendedKind> _kinds = [.. kinds];

    /// <summary>Gets the names of the kinds.</summary>
    public IReadOnlyList<string> KindNames => [.. _kinds.Select(kind => kind.Name)];

    /// <summary>Returns the kind of a name.</summary>
    /// <exception cref="FaultException">The kind is unknown; the message names the field and lists the kinds.</exception>
    public void Check(string field, string kind)
    {
        if (Find(kind) is null)
            throw FaultException.InvalidArgument(field, $"'{kind}' is not recommended; use {string.Join(", ", KindNames)}.");
    }

    /// <summary>Lists the recommendations of a kind for a member, the best first.</summary>
    /// <param name="db">An open connection without a transaction.</param>
    /// <param name="userId">The member.</param>
    /// <param name="kindName">The name of the kind.</param>
    /// <param name="limit">The maximum number.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Null when the member has switched recommendations off.</returns>
    public Task<IReadOnlyList<ShownRecommendation>?> ListAsync(
        NpgsqlConnection db, Guid userId, string kindName, int limit, CancellationToken ct) => CallerAudience.ReadAsync(
        db, userId, Preferences.DismissedQuery(userId), async (view, dismissed) =>
        {
            if (dismissed is null)
                return null;

            var (kind, found) = await FindAsync(db, userId, kindName, view, dismissed, ct);
            var open = kind.ShowsByOneStatement
                ? await kind.ShowAsync(db, userId, found, ct)
                : await Snapshot.ReadAsync(db, () => kind.ShowAsync(db, userId, found, ct), ct);
            return Shown(kind, found, open, limit);
        }, ct);

    /// <summary>Lists the same for an operator, in the transaction of the caller.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<IReadOnlyList<ShownRecommendation>?> InspectAsync(
        NpgsqlConnection db, Guid userId, string kindName, int limit, CancellationToken ct)
    {
        if (await Preferences.DismissedQuery(userId).ReadAsync(db, ct) is not { } dismissed)
            return null;

        var (kind, found) = await FindAsync(db, userId, kindName, await CallerAudience.ViewAsync(db, userId, ct), dismissed, ct);
        return Shown(kind, found, await kind.ShowAsync(db, userId, found, ct), limit);
    }

    async Task<(IRecommendedKind Kind, IReadOnlyList<VisibleCandidate> Found)> FindAsync(
        NpgsqlConnection db, Guid userId, string kindName, CallerView view, HashSet<string> dismissed, CancellationToken ct)
    {
        var kind = Find(kindName)!;
        var found = await CandidateStore.FindAsync(db, userId, kind.Name, view.Tags, view.Blocked, ct)
            ?? await CandidateStore.FindAsync(db, Everyone, kind.Name, view.Tags, view.Blocked, ct)
            ?? [];
        return (kind, [.. found.Where(candidate => !dismissed.Contains($"{candidate.Surface}/{candidate.EntityId}"))]);
    }

    IReadOnlyList<ShownRecommendation> Shown(
        IRecommendedKind kind, IReadOnlyList<VisibleCandidate> found, IReadOnlyDictionary<string, string?> open, int limit) =>
    [
        .. found.Where(candidate => open.ContainsKey(candidate.EntityId))
            .Take(limit)
            .Select(candidate => new ShownRecommendation(
                candidate, open[candidate.EntityId] ?? ReasonOf(candidate), kind.AddressOf(candidate.EntityId))),
    ];

    string ReasonOf(VisibleCandidate candidate)
    {
        foreach (var reason in candidate.Reasons)
            if (reason.Title is { Length: > 0 } title && KindOf(reason.Name) is { } kind)
                return kind.ReasonOf(title);

        return PopularReason;
    }

    IRecommendedKind? KindOf(string document)
    {
        var slash = document.IndexOf('/', StringComparison.Ordinal);
        foreach (var kind in _kinds)
            if (slash > 0 && kind.Includes(document.AsSpan(0, slash), document.AsSpan(slash + 1)))
                return kind;

        return null;
    }

    IRecommendedKind? Find(string name) => _kinds.FirstOrDefault(kind => kind.Name == name);
}
