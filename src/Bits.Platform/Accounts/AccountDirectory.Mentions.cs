using Bits.Platform.Texts;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Accounts;

public sealed partial class AccountDirectory
{
    /// <summary>Returns the ids of enabled people by user name; omits unknown names.</summary>
    public async Task<IReadOnlyDictionary<string, Guid>> ListByUsernameAsync(
        NpgsqlConnection db, IEnumerable<string> usernames, CancellationToken ct)
    {
        const string sql = """
            select username, id
            from accounts_user
            where username = any($1) and disabled_at is null and client_id is null
            """;

        return (await db.QueryAsync(sql, [usernames.ToArray()], row => (row.GetString(0), row.GetGuid(1)), ct)).ToDictionary();
    }

    /// <summary>Returns user names and names by id, for mentions in texts; omits unknown ids.</summary>
    internal static async Task<IReadOnlyDictionary<Guid, MentionedUser>> ListMentionedAsync(
        NpgsqlConnection db, IEnumerable<Guid> ids, CancellationToken ct)
    {
        const string sql = "select id, username, name from accounts_user where id = any($1)";

        return (await db.QueryAsync(
                sql, [ids.Distinct().ToArray()], row => new MentionedUser(row.GetGuid(0), row.GetString(1), row.GetString(2)), ct))
            .ToDictionary(user => user.UserId);
    }
}
