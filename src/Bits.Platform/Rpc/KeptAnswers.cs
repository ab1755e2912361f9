using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;
using Bits.Platform.Audit;

namespace Bits.Platform.Rpc;

/// <summary>Closes the answers that are kept for repeats: under a key that is not in the database (that of the audit
/// log's seals), and bound to whose they are, so that neither a copy of the table nor a row put in another's place
/// tells anything.</summary>
public sealed class KeptAnswers
{
    const int NonceLength = 12;
    const int TagLength = 16;

    readonly AuditKeys _keys;

    internal KeptAnswers(AuditKeys keys) => _keys = keys;

    /// <summary>The text to keep: the id of the key, and what it closes.</summary>
    internal string Close(byte[] answer, string name)
    {
        var nonce = RandomNumberGenerator.GetBytes(NonceLength);
        var (tag, closed) = (new byte[TagLength], new byte[answer.Length]);
        using var aes = new AesGcm(KeyOf(_keys.CurrentId)!, TagLength);
        aes.Encrypt(nonce, answer, closed, tag, Encoding.UTF8.GetBytes(name));

        return $"{Convert.ToBase64String([.. nonce, .. tag, .. closed])}:{_keys.CurrentId}";
    }

    /// <summary>The answer that was kept.</summary>
    /// <exception cref="FaultException">It was closed with a key that is not here, or is not the one that was kept.
    /// </exception>
    internal byte[] Open(string kept, string name)
    {
        try
        {
            var end = kept.IndexOf(':', StringComparison.Ordinal);
            var bytes = Convert.FromBase64String(kept[..end]);
            if (KeyOf(kept[(end + 1)..]) is not { } key)
                throw NotReadable();

            var answer = new byte[bytes.Length - NonceLength - TagLength];
            using var aes = new AesGcm(key, TagLength);
            aes.Decrypt(
                bytes.AsSpan(0, NonceLength), bytes.AsSpan(NonceLength + TagLength),
                bytes.AsSpan(NonceLength, TagLength), answer, Encoding.UTF8.GetBytes(name));
            return answer;
        }
        catch (Exception e) when (e is CryptographicException or FormatException or ArgumentException or OverflowException)
        {
            throw NotReadable();
        }
    }

    /// <summary>An answer without content: ids, words, numbers and moments stay, every other text and list is empty.
    /// </summary>
    internal static byte[] Outline(RpcMethod method, byte[] answer)
    {
        var json = JsonNode.Parse(answer);
        Empty(json, method.ResponseType);
        return JsonSerializer.SerializeToUtf8Bytes(json);
    }

    static void Empty(JsonNode? node, Type type)
    {
        if (node is not JsonObject values)
            return;

        foreach (var field in RpcJson.Options.GetTypeInfo(type).Properties)
            if (values[field.Name] is { } value)
                values[field.Name] = Emptied(value, field);
    }

    static JsonNode? Emptied(JsonNode value, JsonPropertyInfo field)
    {
        switch (value)
        {
            case JsonArray:
                return new JsonArray();
            case JsonObject inner:
                Empty(inner, field.PropertyType);
                return inner.DeepClone();
            default:
                return field.PropertyType != typeof(string) ? value.DeepClone() : field.IsGetNullable ? null : "";
        }
    }

    byte[]? KeyOf(string id) => _keys.Sign(id, "bits.rpc.kept_answers.v1"u8.ToArray());

    static FaultException NotReadable() => FaultException.FailedPrecondition(
        "answer_not_readable", "This was done under its Idempotency-Key; its answer cannot be read here any more.");
}
