using System.Security.Cryptography;
using System.Text.Json;
using Bits.Shared;
using Npgsql;

namespace Bits.Platform.Rpc;

/// <summary>Makes a write that is sent twice happen once: the key goes into the write's own transaction, and a second
/// sender waits on it until the first has committed, then gets the first one's answer.</summary>
public sealed class IdempotencyKeys(KeptAnswers answers)
{
    /// <summary>The longest key, in characters.</summary>
    public const int MaxLength = 255;

    /// <summary>How it is written: visible ASCII characters.</summary>
    public const string Pattern = "^[!-~]+$";

    /// <summary>Takes the key for this call, or returns the answer that was given under it within the last 24 hours.
    /// </summary>
    /// <exception cref="FaultException">The key was used for another request.</exception>
    internal async Task<RpcAnswer?> TakeAsync(NpgsqlConnection db, AdmittedCall admitted, CancellationToken ct)
    {
        const string take = """
            insert into rpc_idempotency as i (user_id, key, method, request_hash)
            values ($1, $2, $3, $4)
            on conflict on constraint rpc_idempotency_pkey do update
            set method = excluded.method, request_hash = excluded.request_hash, response = null, created_at = now()
            where i.created_at < now() - interval '24 hours'
            """;
        var (call, userId) = (admitted.Received, admitted.Caller.UserId);
        var key = call.Key!;
        if (key.Length is 0 or > MaxLength || key.Any(c => c is < '!' or > '~'))
            throw FaultException.InvalidArgument(
                "Idempotency-Key", $"must have 1 to {MaxLength} visible ASCII characters, such as a UUID.");

        object?[] args = [userId, key, call.Method.Rules.Name, Hash(call.Body)];
        if (await db.ExecuteAsync(take, args, ct) > 0)
            return null;

        return await FindAsync(db, call, userId, ct) ?? throw FaultException.AlreadyExists(
            "idempotency_key_reused", "This Idempotency-Key was used for another request; send a new key.");
    }

    /// <summary>Finds the outcome and the ids of the answer that the caller was given to this request under the key, for one
    /// who may not make the call any more: content is withheld. Null for none.</summary>
    internal async Task<RpcAnswer?> FindOutlineAsync(
        NpgsqlConnection db, ReceivedCall call, Guid userId, CancellationToken ct) =>
        await FindAsync(db, call, userId, ct) is { } earlier
            ? earlier with { Json = KeptAnswers.Outline(call.Method, earlier.Json) }
            : null;

    async Task<RpcAnswer?> FindAsync(NpgsqlConnection db, ReceivedCall call, Guid userId, CancellationToken ct)
    {
        const string sql = """
            select response, pg_current_wal_insert_lsn()::text
            from rpc_idempotency
            where user_id = $1 and key = $2 and method = $3 and request_hash = $4
              and created_at >= now() - interval '24 hours'
            """;

        return await db.FindAsync(
            sql, [userId, call.Key, call.Method.Rules.Name, Hash(call.Body)],
            row => new RpcAnswer(answers.Open(row.GetString(0), Name(call, userId)), new CommitToken(row.GetString(1))), ct);
    }

    /// <summary>What is kept of an answer, and under which key; null where the call has none.</summary>
    internal (Guid UserId, string Key, string Kept)? ToKeep(AdmittedCall call, byte[] response) =>
        call.Received.Key is { } key
            ? (call.Caller.UserId, key, answers.Close(response, Name(call.Received, call.Caller.UserId)))
            : null;

    /// <summary>Keeps the answer with the key.</summary>
    internal const string StoreSql = "update rpc_idempotency set response = $3 where user_id = $1 and key = $2";

    static string Name(ReceivedCall call, Guid userId) => $"{userId}\n{call.Key}\n{call.Method.Rules.Name}";

    static byte[] Hash(JsonElement request) => SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(request));
}
