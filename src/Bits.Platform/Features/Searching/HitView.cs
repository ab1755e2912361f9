using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Auth;
using Bits.Platform.Maintenance;
using Bits.Search;
using Npgsql;

namespace Bits.Platform.Features.Searching;

/// <summary>A hit as a client draws and opens it.</summary>
/// <param name="Surface">The surface.</param>
/// <param name="EntityId">The id on the surface.</param>
/// <param name="Title">The title.</param>
/// <param name="Excerpt">Up to 200 characters of the text around the first match, as plain text.</param>
/// <param name="Snippet">The excerpt as escaped HTML, with matches in mark elements.</param>
/// <param name="Group">Whether it has all the words or some.</param>
/// <param name="Rank">The rank in millionths of the best that the query can reach. Ten times that, and above a million, when
/// the title equals the query.</param>
/// <param name="AuthorId">The person who wrote it; null without one.</param>
/// <param name="AuthorName">The person's name; null when the account is gone.</param>
/// <param name="Scope">The scope, such as batch:2018; null without one.</param>
/// <param name="ScopeName">The name of the scope.</param>
/// <param name="CreatedAt">The time of creation; null when the surface has none.</param>
/// <param name="Address">The path of its page on the site; null without one.</param>
public sealed record HitView(
    string Surface, string EntityId, string Title, string Excerpt, string Snippet, SearchGroup Group, int Rank, Guid? AuthorId,
    string? AuthorName, string? Scope, string? ScopeName, DateTimeOffset? CreatedAt, string? Address);

/// <summary>Shows hits with their author, scope, time and address.</summary>
public sealed class HitViews(IEnumerable<ISearchOwner> owners, AccountDirectory accounts, ScopeNames scopes)
{
    /// <summary>Shows hits, in the given order, which their reader has just found.</summary>
    public async Task<IReadOnlyList<HitView>> ListAsync(NpgsqlConnection db, IReadOnlyList<SearchHit> hits, CancellationToken ct)
    {
        var facts = await DescribeAsync(db, hits, ct);
        var authors = hits.Select(hit => hit.AuthorId).OfType<Guid>().Distinct().ToList();
        var names = authors.Count > 0 ? await accounts.ListNamesAsync(db, authors, ct) : new Dictionary<Guid, string>();
        var scopeNames = await scopes.ListAsync(db, facts.Values.Select(found => found.Scope).OfType<Scope>(), ct);

        return [.. hits.Select(hit => View(hit, facts.GetValueOrDefault((hit.Surface, hit.EntityId)), names, scopeNames))];
    }

    async Task<Dictionary<(string Surface, string EntityId), HitFacts>> DescribeAsync(
        NpgsqlConnection db, IReadOnlyList<SearchHit> hits, CancellationToken ct)
    {
        var facts = new Dictionary<(string, string), HitFacts>();
        foreach (var owner in owners)
            if (hits.Where(hit => hit.Surface == owner.Surface).Select(hit => hit.EntityId).ToList() is [_, ..] ids)
                foreach (var (id, found) in await owner.DescribeAsync(db, ids, ct))
                    facts.Add((owner.Surface, id), found);

        return facts;
    }

    static HitView View(
        SearchHit hit, HitFacts? facts, IReadOnlyDictionary<Guid, string> names, IReadOnlyDictionary<Scope, string> scopeNames) => new(
        hit.Surface, hit.EntityId, hit.Title, hit.Excerpt, hit.Snippet, hit.Group, hit.Rank, hit.AuthorId,
        hit.AuthorId is { } author ? names.GetValueOrDefault(author) : null,
        facts?.Scope?.ToString(), facts?.Scope is { } scope ? scopeNames[scope] : null, facts?.CreatedAt, facts?.Address);
}
