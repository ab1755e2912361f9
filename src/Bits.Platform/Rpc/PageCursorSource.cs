using System.Text.Json;
using Bits.Platform.Auth;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Makes the cursors of a call. The key lies in the database, so that every node reads what another wrote.
/// </summary>
public sealed class PageCursorSource
{
    byte[]? _key;

    /// <summary>Cursors bound to this call, this caller and this question; the fields <c>cursor</c> and <c>limit</c>
    /// are no part of the question.</summary>
    internal async ValueTask<PageCursors> ForAsync(
        NpgsqlConnection db, RpcMethod method, Caller caller, JsonElement body, CancellationToken ct)
    {
        var question = from member in body.EnumerateObject()
                       where member.Name is not ("cursor" or "limit")
                       orderby member.Name
                       select $"{member.Name}={member.Value.GetRawText()}";

        return new(
            _key ??= await LoadKeyAsync(db, ct),
            binding: $"{method.Rules.Name}\n{caller.UserId}\n{string.Join('\n', question)}");
    }

    // By the call's own connection: a second one taken while the first is held is how a pool comes to a standstill.
    static async Task<byte[]> LoadKeyAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = "select value from rpc_secret where name = 'page_cursor'";

        return await db.FindAsync(sql, [], row => row.GetFieldValue<byte[]>(0), ct)
            ?? throw new InvalidOperationException("rpc_secret has no row page_cursor; run adminctl migrate.");
    }
}
