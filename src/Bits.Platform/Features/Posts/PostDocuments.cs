using System.Runtime.CompilerServices;
using Bits.Membership;
using Bits.Platform.Auth;
using Bits.Platform.Maintenance;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>Posts as documents of the index: those of groups and chapters on their surface, all others on the feed's.</summary>
static class PostDocument
{
    const string Prefix = "post:";
    const int MaxTitleBytes = 240;

    /// <summary>Returns the post as a document for its audience; the first line is the title.</summary>
    public static SearchDocument Of(
        Guid id, Scope scope, Guid authorId, string body, IReadOnlyCollection<AudienceTag> audience) =>
        new(SurfaceOf(scope), IdOf(id), PostgresText.Cleaned(FirstLine(body), MaxTitleBytes), body, audience) { AuthorId = authorId };

    /// <summary>Returns the entity id of a post.</summary>
    public static string IdOf(Guid id) => $"{Prefix}{id}";

    /// <summary>Returns the post of an entity id; null for a document of another kind.</summary>
    public static Guid? PostOf(string entityId) =>
        entityId.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParse(entityId.AsSpan(Prefix.Length), out var id) ? id : null;

    /// <summary>Returns whether an entity id is that of a post.</summary>
    public static bool IsPost(ReadOnlySpan<char> entityId) =>
        entityId.StartsWith(Prefix, StringComparison.Ordinal) && Guid.TryParse(entityId[Prefix.Length..], out _);

    /// <summary>Returns the surface of the posts of a scope.</summary>
    public static string SurfaceOf(Scope scope) =>
        scope.Type is ScopeTypes.Group or ScopeTypes.Chapter ? Surfaces.Groups : Surfaces.Feed;

    /// <summary>Returns the audience of the posts of a scope.</summary>
    public static IReadOnlyCollection<AudienceTag> AudienceOf(ScopeFacts facts) =>
        facts.Visibility == ScopeVisibility.Public ? [AudienceTags.Institute] : [new(facts.Scope.ToString())];

    static string FirstLine(string body)
    {
        foreach (var line in body.AsSpan().Trim().EnumerateLines())
            return line.ToString();

        return "";
    }
}

/// <summary>Lists the visible posts for the comparison of the index with its owners, and describes hits.</summary>
abstract class PostDocuments(Authorizer authorizer) : ISearchOwner
{
    const int PageSize = 1_000;

    public abstract string Surface { get; }

    public async IAsyncEnumerable<SearchDocument> ListAsync(NpgsqlConnection db, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var (page, after) = (PageSize, Guid.Empty); page == PageSize;)
        {
            var posts = await ListPageAsync(db, after, ct);
            var facts = new Dictionary<Scope, ScopeFacts?>();
            foreach (var scope in posts.Select(post => post.Scope).Where(scope => PostDocument.SurfaceOf(scope) == Surface).Distinct())
                facts[scope] = await authorizer.FindScopeAsync(db, scope, ct);
            foreach (var post in posts)
                if (facts.GetValueOrDefault(post.Scope) is { } found)
                    yield return PostDocument.Of(post.Id, post.Scope, post.AuthorId, post.Body, PostDocument.AudienceOf(found));
            (page, after) = (posts.Count, posts.Count > 0 ? posts[^1].Id : after);
        }
    }

    public async Task<IReadOnlyDictionary<string, HitFacts>> DescribeAsync(
        NpgsqlConnection db, IReadOnlyCollection<string> entityIds, CancellationToken ct)
    {
        const string sql = "select id, scope, created_at from posts_post where id = any($1)";

        Guid[] ids = [.. entityIds.Select(PostDocument.PostOf).OfType<Guid>()];
        return ids.Length == 0
            ? new Dictionary<string, HitFacts>()
            : (await db.QueryAsync(
                sql, [ids],
                row => (PostDocument.IdOf(row.GetGuid(0)), new HitFacts(
                    Scope.Parse(row.GetString(1)), row.GetFieldValue<DateTimeOffset>(2), $"/posts/{row.GetGuid(0)}")), ct))
                .ToDictionary();
    }

    static Task<List<(Guid Id, Scope Scope, Guid AuthorId, string Body)>> ListPageAsync(NpgsqlConnection db, Guid after, CancellationToken ct)
    {
        const string sql = """
            select id, scope, author_id, body from posts_post where id > $1 and removed_at is null order by id limit $2
            """;

        return db.QueryAsync(sql, [after, PageSize], row => (row.GetGuid(0), Scope.Parse(row.GetString(1)), row.GetGuid(2), row.GetString(3)), ct);
    }
}

/// <summary>The posts of groups and chapters.</summary>
sealed class GroupPostDocuments(Authorizer authorizer) : PostDocuments(authorizer)
{
    public override string Surface => Surfaces.Groups;
}

/// <summary>The posts of all other scopes.</summary>
sealed class FeedPostDocuments(Authorizer authorizer) : PostDocuments(authorizer)
{
    public override string Surface => Surfaces.Feed;
}
