using System.Runtime.CompilerServices;
using Bits.Platform.Upkeep;
using Bits.Search;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Groups;

/// <summary>What the groups have in the index: each group, each chapter, and what is posted in them.</summary>
sealed class GroupDocuments : ISearchOwner
{
    const int PageSize = 1_000;

    public string Surface => Surfaces.Groups;

    public async IAsyncEnumerable<SearchDocument> ListAsync(NpgsqlConnection db, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var (page, after) = (PageSize, Guid.Empty); page == PageSize;)
        {
            var groups = await Group.ListAsync(db, after, PageSize, ct);
            foreach (var group in groups)
                yield return group.AsDocument();
            (page, after) = (groups.Count, groups.Count > 0 ? groups[^1].Id : after);
        }

        for (var (page, after) = (PageSize, Guid.Empty); page == PageSize;)
        {
            var posts = await ListPostsAsync(db, after, ct);
            var groups = (await Group.ListAsync(db, posts.Select(post => post.GroupId).Distinct(), ct)).ToDictionary(group => group.Id);
            foreach (var post in posts)
                yield return GroupPost.AsDocument(post.Id, post.Body, groups[post.GroupId]);
            (page, after) = (posts.Count, posts.Count > 0 ? posts[^1].Id : after);
        }
    }

    static Task<List<(Guid Id, Guid GroupId, string Body)>> ListPostsAsync(NpgsqlConnection db, Guid after, CancellationToken ct)
    {
        const string sql = "select id, group_id, body from groups_post where id > $1 order by id limit $2";

        return db.QueryAsync(sql, [after, PageSize], row => (row.GetGuid(0), row.GetGuid(1), row.GetString(2)), ct);
    }
}
