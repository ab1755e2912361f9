using Bits.Platform.Features.Directory.Finding;
using Bits.Platform.Rpc;

namespace Bits.Platform.Features.Directory;

/// <summary>What a call looks for.</summary>
/// <param name="Text">Words; null for all people.</param>
/// <param name="Chosen">The chosen values of facets.</param>
/// <param name="Within">The relation that people must have.</param>
/// <param name="After">The last person of the previous page.</param>
/// <param name="Limit">The page size.</param>
/// <param name="CountsFacets">Whether to count the values of facets.</param>
sealed record Wanted(
    string? Text, IReadOnlyDictionary<Facet, IReadOnlyList<string>> Chosen, Relation Within, PersonPlace? After, int Limit,
    bool CountsFacets);

/// <summary>Finds people for a call, and counts whom the caller sees.</summary>
public sealed class DirectoryFinder(DirectorySearch search, PeopleReader people, PeopleSeen seen)
{
    /// <summary>Finds a page of people and what they show.</summary>
    /// <exception cref="FaultException">The caller has seen as many people as one may in a day.</exception>
    internal async Task<(DirectoryFound Found, IReadOnlyList<PersonRow> People)> FindAsync(
        RpcContext call, Wanted wanted, CancellationToken ct)
    {
        var answer = await Relations.InSnapshotAsync(
            call.Db, async () =>
            {
                var found = await FindInSnapshotAsync(call, wanted, ct);
                return (found, await people.ListInSnapshotAsync(call.Db, call.Caller.UserId, [.. found.People.Select(p => p.Id)], ct));
            }, ct);

        await seen.CountAsync(call.Caller.UserId, [.. answer.found.People.Select(place => place.Id)], ct);
        return answer;
    }

    /// <summary>Finds a page of people in the snapshot of the open transaction, uncounted.</summary>
    internal async Task<DirectoryFound> FindInSnapshotAsync(RpcContext call, Wanted wanted, CancellationToken ct)
    {
        var words = await search.ReadWordsAsync(call.Db, wanted.Text, ct);
        return wanted.Text is not null && words.Count == 0
            ? new([], 0, []) // signs alone are no word
            : await search.FindAsync(
                call.Db, call.Caller.UserId,
                new(words, wanted.Chosen, wanted.Within, wanted.After, wanted.Limit, wanted.CountsFacets), ct);
    }
}
