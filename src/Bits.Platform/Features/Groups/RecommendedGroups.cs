using System.Runtime.CompilerServices;
using Bits.Membership;
using Bits.Platform.Recommending;
using Bits.Search.Signals;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Recommends groups and chapters. A membership is full interest, so the model never suggests what one has.</summary>
sealed class RecommendedGroups(Memberships memberships) : IRecommendedKind
{
    const int MaxRows = 10_000;

    static readonly string[] Types = [ScopeTypes.Chapter, ScopeTypes.Group];

    public string Name => "groups";

    public IReadOnlyList<string> Surfaces { get; } = [Platform.Surfaces.Groups];

    public bool Includes(ReadOnlySpan<char> surface, ReadOnlySpan<char> entityId) =>
        surface.SequenceEqual(Platform.Surfaces.Groups) && Guid.TryParse(entityId, out _);

    public string AddressOf(string entityId) => $"/groups/{entityId}";

    public string ReasonOf(string title) => $"Because you follow {title}";

    // Who joins leaves a signal, so an hour has nothing to add.
    public async IAsyncEnumerable<Interest> StreamInterestsAsync(
        NpgsqlConnection db, DateTimeOffset? since, [EnumeratorCancellation] CancellationToken ct)
    {
        if (since is not null)
            yield break;

        await foreach (var member in memberships.StreamActiveAsync(db, Types, ct))
            yield return new(member.UserId, $"{Platform.Surfaces.Groups}/{member.Scope.Id}", 1, member.Since);
    }

    public async Task<IReadOnlyDictionary<string, string?>> ShowAsync(
        NpgsqlConnection db, Guid viewerId, IReadOnlyList<VisibleCandidate> found, CancellationToken ct)
    {
        var groups = await Group.ListAsync(db, found.Select(candidate => Guid.Parse(candidate.EntityId)), ct);
        var taken = (await memberships.ListByUserAsync(db, viewerId, limit: MaxRows, ct: ct))
            .Where(member => member.State is MemberState.Active or MemberState.Banned).Select(member => member.Scope).ToHashSet();

        return groups
            .Where(group => group is { ArchivedAt: null, JoinPolicy: not JoinPolicy.Invitation } && !taken.Contains(group.Scope))
            .ToDictionary(group => group.Id.ToString(), _ => (string?)null);
    }
}
