using Bits.Load.Database;
using Bits.Load.Membership;

namespace Bits.Load.Feed;

/// <summary>Posts of the members of <see cref="FilledMembers"/>, each in a scope of its author, over two years.</summary>
static class FeedWorld
{
    /// <summary>Makes the accounts, the groups and the posts.</summary>
    public static async Task FillAsync(LoadSchema schema, int posts, CancellationToken ct)
    {
        const string accounts = """
            insert into accounts_user (id, username, email, name)
            select user_id, 'u-' || user_id, user_id || '@example.org', 'Member ' || left(user_id::text, 13)
            from (select distinct user_id from memberships_membership) m
            on conflict do nothing
            """;
        const string groups = """
            insert into groups_group (id, kind, slug, name, description, visibility, created_at)
            select id::uuid, 'interest', 'g-' || row_number() over (), 'Group ' || left(id, 13), '', 'private', now()
            from (select distinct scope_id as id from memberships_membership where scope_type = 'group') g
            on conflict do nothing
            """;
        const string rows = """
            insert into posts_post (id, scope, author_id, body, created_at)
            select gen_random_uuid(), scope, user_id,
                   'Who comes on **Sunday**? We meet at the boat house at seven, as we did last year. ' || repeat('Bring a friend. ', (n % 20)::int),
                   now() - make_interval(secs => n * (730 * 86400.0 / $1))
            from (
                select scope_type || ':' || scope_id as scope, user_id,
                       row_number() over (order by hashtextextended(user_id::text || scope_id, 7)) as n
                from memberships_membership
                where state = 'active') m
            where n <= $1
            """;

        await schema.ExecuteAsync(accounts, [], ct);
        await schema.ExecuteAsync(groups, [], ct);
        ScenarioContext.Tell($"{posts:N0} posts");
        await schema.ExecuteAsync(rows, [posts], ct);
        await schema.ExecuteAsync("vacuum analyze", [], ct);
    }
}
