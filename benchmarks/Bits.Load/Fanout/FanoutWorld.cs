using Bits.Load.Database;
using Bits.Load.Membership;

namespace Bits.Load.Fanout;

/// <summary>The post, and everybody's wish to get it at once on both channels.</summary>
static class FanoutWorld
{
    /// <summary>Makes the accounts, the group of everybody, and a post in it.</summary>
    /// <returns>The post.</returns>
    public static async Task<Guid> FillAsync(LoadSchema schema, CancellationToken ct)
    {
        const string accounts = """
            insert into accounts_user (id, username, email, name)
            select user_id, 'u-' || user_id, user_id || '@example.org', 'Member ' || left(user_id::text, 13)
            from memberships_membership
            where scope_type = 'group' and scope_id = $1
            """;
        const string author = "insert into accounts_user (id, username, email, name) values ($1, 'author', 'author@example.org', 'Asha Rao')";
        const string group = """
            insert into groups_group (id, kind, slug, name, description, visibility, created_at)
            values ($1::uuid, 'interest', 'everybody', 'Everybody', '', 'public', now())
            """;
        const string post = "insert into posts_post (id, scope, author_id, body, created_at) values ($1, 'group:' || $2, $3, 'Who comes to the reunion?', now())";
        const string wishes = """
            insert into notifications_preference (user_id, kind, channel, mode)
            select id, 'groups.notify_post', 'email', 'now' from accounts_user
            """;
        const string numbers = """
            insert into notifications_whatsapp_number (user_id, phone)
            select id, '+91' || (6000000000 + row_number() over ()) from accounts_user
            """;

        var (authorId, postId) = (Guid.CreateVersion7(), Guid.CreateVersion7());
        await schema.ExecuteAsync(accounts, [FilledMembers.Everybody.Id], ct);
        await schema.ExecuteAsync(author, [authorId], ct);
        await schema.ExecuteAsync(group, [FilledMembers.Everybody.Id], ct);
        await schema.ExecuteAsync(post, [postId, FilledMembers.Everybody.Id, authorId], ct);
        await schema.ExecuteAsync(wishes, [], ct);
        await schema.ExecuteAsync(numbers, [], ct);
        await schema.ExecuteAsync("vacuum analyze", [], ct);
        return postId;
    }

    /// <summary>Keeps the messages to so many recipients.</summary>
    public static async Task KeepAsync(LoadSchema schema, int recipients, CancellationToken ct)
    {
        const string deliveries = """
            delete from notifications_delivery d
            where channel <> 'in_app' and recipient_id not in (
                select recipient_id from notifications_delivery where channel = 'in_app' order by recipient_id limit $1)
            """;
        const string jobs = """
            delete from jobs_queue_job j
            where kind = 'notifications.send' and (j.payload ->> 'recipientId')::uuid not in (
                select recipient_id from notifications_delivery where channel = 'in_app' order by recipient_id limit $1)
            """;

        await schema.ExecuteAsync(deliveries, [recipients], ct);
        await schema.ExecuteAsync(jobs, [recipients], ct);
        await schema.ExecuteAsync("vacuum analyze", [], ct);
    }
}
