using System.Text.Json;
using Bits.Platform.Auth;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Makes the cursors of a call. The key lies in the database, so that every node reads what another wrote.
/// </summary>
public sealed class PageCursorSource(NpgsqlDataSource dataSource)
{
    byte[]? _key;

    /// <summary>Cursors bound to this call, this caller and this question; the fields <c>cursor</c> and <c>limit</c>
    /// are no part of the question.</summary>
    internal async ValueTask<PageCursors> ForAsync(
        RpcMethod method, Caller caller, JsonElement body, CancellationToken ct)
    {
        var question = from member in body.EnumerateObject()
                       where member.Name is not ("cursor" or "limit")
                       orderby member.Name
                       select $"{member.Name}={member.Value.GetRawText()}";

        return new(
            _key ??= await LoadKeyAsync(ct),
            binding: $"{method.Rules.Name}\n{caller.UserId}\n{string.Join('\n', question)}");
    }

    async Task<byte[]> LoadKeyAsync(CancellationToken ct)
    {
        const string sql = "select value from rpc_secret where name = 'page_cursor'";

        return await dataSource.WithConnectionAsync(
            db => db.FindAsync(sql, [], row => row.GetFieldValue<byte[]>(0), ct), ct)
            ?? throw new InvalidOperationException("rpc_secret has no row page_cursor; run adminctl migrate.");
    }
}
