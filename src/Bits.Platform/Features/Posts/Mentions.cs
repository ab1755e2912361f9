using Bits.Membership;
using Bits.Platform.Accounts;
using Bits.Platform.Rpc;
using Bits.Platform.Texts;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Features.Posts;

/// <summary>A post or a comment on it.</summary>
/// <param name="PostId">The post.</param>
/// <param name="CommentId">The comment; null for the post itself.</param>
readonly record struct Subject(Guid PostId, Guid? CommentId)
{
    /// <summary>Gets the id of the post or comment.</summary>
    public Guid Id => CommentId ?? PostId;

    /// <summary>Returns the fault of a missing or hidden one.</summary>
    public FaultException NotFound() => CommentId is { } comment ? PostGate.NoComment(comment) : PostGate.NoPost(PostId);
}

/// <summary>Finds whom a text means by an @name: once, when it is written. Those who may not read it are not
/// meant; the name stays text.</summary>
public sealed class Mentions(AccountDirectory accounts, PostGate gate)
{
    const int Max = 20;

    /// <summary>Writes the mentions of a text in place of the earlier ones. A text mentions at most 20 names, those that edits
    /// took out included: else each edit could notify 20 others.</summary>
    /// <param name="db">An open connection with a transaction.</param>
    /// <param name="subject">The post or comment.</param>
    /// <param name="scope">The scope whose readers may be meant.</param>
    /// <param name="body">The text; the first 20 names count.</param>
    /// <param name="ct">Stops the query.</param>
    /// <returns>Whether there are mentions that were not there before.</returns>
    internal async Task<bool> WriteAsync(
        NpgsqlConnection db, Subject subject, Scope scope, string body, CancellationToken ct)
    {
        const string earlier = """
            update posts_mention
            set is_current = is_current and handle = any($2)
            where subject_id = $1
            returning handle
            """;
        const string insert = """
            insert into posts_mention as m (post_id, comment_id, handle, user_id)
            select $1, $2::uuid, handle, user_id
            from unnest($3::text[], $4::uuid[]) as n (handle, user_id)
            on conflict on constraint posts_mention_once do update set user_id = excluded.user_id, is_current = true
            where not m.is_current
            """;

        var handles = RichText.ListHandles(body).Take(Max).ToArray();
        var known = await db.QueryAsync(earlier, [subject.Id, handles], row => row.GetString(0), ct);
        var added = handles.Except(known).Take(Max - known.Count);
        var meant = await FindAsync(db, scope, [.. handles.Intersect(known), .. added], ct);
        if (meant.Count == 0)
            return false;

        return await db.ExecuteAsync(
            insert,
            [
                subject.PostId, subject.CommentId, meant.Keys.ToArray(), meant.Values.ToArray(),
            ], ct) > 0;
    }

    /// <summary>Returns whom a text would mention, with their present names, by name in the text.</summary>
    /// <inheritdoc cref="WriteAsync"/>
    internal async Task<IReadOnlyDictionary<string, MentionedUser>> PreviewAsync(
        NpgsqlConnection db, Scope scope, string body, CancellationToken ct)
    {
        var meant = await FindAsync(db, scope, [.. RichText.ListHandles(body).Take(Max)], ct);
        var users = await AccountDirectory.ListMentionedAsync(db, meant.Values, ct);
        return meant.Where(user => users.ContainsKey(user.Value)).ToDictionary(user => user.Key, user => users[user.Value]);
    }

    async Task<IReadOnlyDictionary<string, Guid>> FindAsync(
        NpgsqlConnection db, Scope scope, string[] handles, CancellationToken ct)
    {
        if (handles.Length == 0)
            return new Dictionary<string, Guid>();

        var users = await accounts.ListByUsernameAsync(db, handles, ct);
        var readers = (await gate.ListReadersAsync(db, scope, users.Values, ct)).ToHashSet();
        return users.Where(user => readers.Contains(user.Value)).ToDictionary();
    }

    /// <summary>Returns the mentioned users with their present names, by subject and by name in the text.</summary>
    internal static async Task<ILookup<Guid, KeyValuePair<string, MentionedUser>>> ListAsync(
        NpgsqlConnection db, IEnumerable<Guid> subjects, CancellationToken ct)
    {
        const string sql = "select subject_id, handle, user_id from posts_mention where subject_id = any($1) and is_current";

        var mentions = await db.QueryAsync(
            sql, [subjects.ToArray()], row => (Subject: row.GetGuid(0), Handle: row.GetString(1), UserId: row.GetGuid(2)), ct);
        if (mentions.Count == 0)
            return mentions.ToLookup(m => m.Subject, m => KeyValuePair.Create(m.Handle, default(MentionedUser)!));

        var users = await AccountDirectory.ListMentionedAsync(db, mentions.Select(m => m.UserId), ct);
        return mentions.Where(m => users.ContainsKey(m.UserId))
            .ToLookup(m => m.Subject, m => KeyValuePair.Create(m.Handle, users[m.UserId]));
    }

    /// <summary>Lists the users whom a post or comment mentions.</summary>
    internal static Task<List<Guid>> ListUsersAsync(NpgsqlConnection db, Guid subjectId, CancellationToken ct)
    {
        const string sql = "select distinct user_id from posts_mention where subject_id = $1 and is_current";

        return db.QueryAsync(sql, [subjectId], row => row.GetGuid(0), ct);
    }
}
