using System.Runtime.CompilerServices;
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

    /// <summary>Lists the recommendations of a kind for a member, the best first: all of one moment.</summary>
    /// <param name="db">An open connection without a transaction.</param>
    /// <param name="userId">The member.</param>
    /// <param name="kindName">The name of the kind.</param>
    /// <param name="limit">The maximum number.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Null when the member has switched recommendations off.</returns>
    public Task<IReadOnlyList<ShownRecommendation>?> ListAsync(
        NpgsqlConnection db, Guid userId, string kindName, int limit, CancellationToken ct) =>
        Snapshot.ReadAsync(db, () => InspectAsync(db, userId, kindName, limit, ct), ct);

    /// <summary>Lists the same for an operator, in the transaction of the caller.</summary>
    /// <inheritdoc cref="ListAsync"/>
    public async Task<IReadOnlyList<ShownRecommendation>?> InspectAsync(
        NpgsqlConnection db, Guid userId, string kindName, int limit, CancellationToken ct)
    {
        var (view, dismissed) = await CallerAudience.ViewAsync(db, userId, Preferences.DismissedQuery(userId), ct);
        if (dismissed is null)
            return null;

        // Few of a list are closed to its owner, so most pages are full after the first part.
        var first = Math.Min(limit + (limit / 8) + 1, CandidateStore.MaxCandidates);
        var (kind, shown) = (Find(kindName)!, new List<ShownRecommendation>());
        await foreach (var found in PartsAsync(db, userId, kind.Name, view, first, ct))
        {
            var open = found.Where(candidate => !dismissed.Contains($"{candidate.Surface}/{candidate.EntityId}")).ToList();
            if (open.Count > 0)
                shown.AddRange(Shown(kind, open, await kind.ShowAsync(db, userId, open, ct)).Take(limit - shown.Count));
            if (shown.Count == limit)
                break;
        }

        return shown;
    }

    // The member's own list, or that of everyone.
    static async IAsyncEnumerable<IReadOnlyList<VisibleCandidate>> PartsAsync(
        NpgsqlConnection db, Guid userId, string list, CallerView view, int first, [EnumeratorCancellation] CancellationToken ct)
    {
        var owner = userId;
        var found = await CandidateStore.FindAsync(db, owner, list, view.Tags, view.Blocked, limit: first, ct: ct);
        if (found is null)
            found = await CandidateStore.FindAsync(db, owner = Everyone, list, view.Tags, view.Blocked, limit: first, ct: ct);
        yield return found ?? [];
        yield return await CandidateStore.FindAsync(db, owner, list, view.Tags, view.Blocked, offset: first, ct: ct) ?? [];
    }

    IEnumerable<ShownRecommendation> Shown(
        IRecommendedKind kind, IReadOnlyList<VisibleCandidate> found, IReadOnlyDictionary<string, string?> open) =>
        found.Where(candidate => open.ContainsKey(candidate.EntityId))
            .Select(candidate => new ShownRecommendation(
                candidate, open[candidate.EntityId] ?? ReasonOf(candidate), kind.AddressOf(candidate.EntityId)));

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
