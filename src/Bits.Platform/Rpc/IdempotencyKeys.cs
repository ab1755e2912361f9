using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Bits.Platform.Auth;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Makes a write that is sent twice happen once: the key goes into the write's own transaction, and a second
/// sender waits on it until the first has committed, then gets the first one's answer.</summary>
static class IdempotencyKeys
{
    /// <summary>The longest key, in characters.</summary>
    public const int MaxLength = 255;

    /// <summary>Takes the key for this call, or returns the answer that was given under it within the last 24 hours.
    /// </summary>
    /// <exception cref="FaultException">The key was used for another request.</exception>
    public static async Task<RpcAnswer?> TakeAsync(
        RpcContext call, string key, RpcMethod method, JsonElement request, CancellationToken ct)
    {
        const string take = """
            insert into rpc_idempotency as i (user_id, key, method, request_hash)
            values ($1, $2, $3, $4)
            on conflict on constraint rpc_idempotency_pkey do update
            set method = excluded.method, request_hash = excluded.request_hash, response = null, created_at = now()
            where i.created_at < now() - interval '24 hours'
            """;
        if (key.Length is 0 or > MaxLength || key.Any(c => c is < '!' or > '~'))
            throw FaultException.InvalidArgument(
                "Idempotency-Key", $"must have 1 to {MaxLength} visible ASCII characters, such as a UUID.");

        object?[] args = [call.Caller.UserId, key, method.Rules.Name, Hash(request)];
        if (await call.Db.ExecuteAsync(take, args, ct) > 0)
            return null;

        return await FindAsync(call.Db, call.Caller, key, method, request, ct) ?? throw FaultException.AlreadyExists(
            "idempotency_key_reused", "This Idempotency-Key was used for another request; send a new key.");
    }

    /// <summary>The answer that the caller was given to this request under the key; null for none.</summary>
    public static async Task<RpcAnswer?> FindAsync(
        NpgsqlConnection db, Caller caller, string key, RpcMethod method, JsonElement request, CancellationToken ct)
    {
        const string sql = """
            select response, pg_current_wal_insert_lsn()::text
            from rpc_idempotency
            where user_id = $1 and key = $2 and method = $3 and request_hash = $4
              and created_at >= now() - interval '24 hours'
            """;

        return await db.FindAsync(
            sql, [caller.UserId, key, method.Rules.Name, Hash(request)],
            row => new RpcAnswer(Encoding.UTF8.GetBytes(row.GetString(0)), new CommitToken(row.GetString(1))), ct);
    }

    /// <summary>Keeps the answer with the key.</summary>
    internal const string StoreSql = "update rpc_idempotency set response = $3 where user_id = $1 and key = $2";

    static byte[] Hash(JsonElement request) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request));
}
