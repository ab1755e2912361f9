using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Rpc;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>Finds the facts of groups for the authorizer, by id or by slug. A chapter may be addressed as a group; the facts then have
/// the chapter's scope.</summary>
sealed class GroupScopes : IScopeDirectory
{
    public string ScopeType => ScopeTypes.Group;

    public string Field => "groupId";

    public BatchedQuery<Guid?> SlugQuery(string slug) => Group.SlugQuery(slug, group => (Guid?)group.Id);

    public BatchedQuery<ScopeFacts?> Query(Scope scope) => Guid.TryParse(scope.Id, out var id)
        ? Group.FactsQuery(id, facts => facts)
        : Group.SlugQuery(scope.Id, group => (ScopeFacts?)group.Facts);

    public BatchedQuery<ScopeFacts?> SharedQuery(Scope scope) => Guid.TryParse(scope.Id, out var id)
        ? Group.SharedQuery(id, group => (ScopeFacts?)group.Facts)
        : Group.SharedSlugQuery(scope.Id, group => (ScopeFacts?)group.Facts);

    public Task<IReadOnlyList<Guid>> ListNotifiedAsync(
        NpgsqlConnection db, Scope scope, PostConcern concern, IReadOnlyList<Guid> users, CancellationToken ct) =>
        GroupNotificationLevels.ListNotifiedAsync(db, Guid.Parse(scope.Id), concern, users, ct);

    public Task<IReadOnlyDictionary<Scope, string>> ListNamesAsync(
        NpgsqlConnection db, IReadOnlyCollection<Scope> scopes, CancellationToken ct) => NamesAsync(db, scopes, ct);

    internal static async Task<IReadOnlyDictionary<Scope, string>> NamesAsync(
        NpgsqlConnection db, IReadOnlyCollection<Scope> scopes, CancellationToken ct)
    {
        var ids = scopes.Where(scope => Guid.TryParse(scope.Id, out _)).ToDictionary(scope => Guid.Parse(scope.Id));
        var names = await Group.ListNamesAsync(db, ids.Keys, ct);
        return names.ToDictionary(name => ids[name.Key], name => name.Value);
    }
}

/// <summary>Finds the facts of chapters by their own scope.</summary>
sealed class ChapterScopes : IScopeDirectory
{
    public string ScopeType => ScopeTypes.Chapter;

    public BatchedQuery<ScopeFacts?>? Query(Scope scope) => Guid.TryParse(scope.Id, out var id)
        ? Group.FactsQuery(id, facts => facts.Scope.Type == ScopeTypes.Chapter ? facts : null)
        : null;

    public BatchedQuery<ScopeFacts?>? SharedQuery(Scope scope) => Guid.TryParse(scope.Id, out var id)
        ? Group.SharedQuery(id, OfChapter)
        : null;

    public Task<IReadOnlyList<Guid>> ListNotifiedAsync(
        NpgsqlConnection db, Scope scope, PostConcern concern, IReadOnlyList<Guid> users, CancellationToken ct) =>
        GroupNotificationLevels.ListNotifiedAsync(db, Guid.Parse(scope.Id), concern, users, ct);

    public Task<IReadOnlyDictionary<Scope, string>> ListNamesAsync(
        NpgsqlConnection db, IReadOnlyCollection<Scope> scopes, CancellationToken ct) =>
        GroupScopes.NamesAsync(db, scopes, ct);

    static ScopeFacts? OfChapter(Group group) => group.Kind == GroupKind.Chapter ? group.Facts : null;
}
