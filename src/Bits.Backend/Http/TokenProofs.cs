using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Bits.Platform.Auth;

namespace Bits.Backend.Http;

/// <summary>Remembers for a few seconds whom a token has proved: checking a signature costs as much as a statement, and a
/// client sends one token again and again. What is remembered is the proof alone; account, session and rights are asked of
/// the database at every call. A key that the provider withdraws is good for so long at most.</summary>
sealed class TokenProofs(TimeProvider time)
{
    const int Most = 20_000;
    static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<string, (Identity Identity, DateTimeOffset Until)> _proofs = new(StringComparer.Ordinal);

    /// <summary>Whom the token has proved a moment ago, or null.</summary>
    public Identity? Find(string header) =>
        _proofs.TryGetValue(Key(header), out var proof) && time.GetUtcNow() < proof.Until ? proof.Identity : null;

    /// <summary>Remembers a proof, never beyond the token's own end.</summary>
    public void Add(string header, Identity identity, DateTimeOffset? expires)
    {
        var now = time.GetUtcNow();
        if (_proofs.Count >= Most)
            Forget(now);
        if (_proofs.Count < Most)
            _proofs[Key(header)] = (identity, expires is { } end && end < now + GoodFor ? end : now + GoodFor);
    }

    void Forget(DateTimeOffset now)
    {
        foreach (var (key, proof) in _proofs)
            if (proof.Until <= now)
                _proofs.TryRemove(key, out _);
    }

    // Not the token itself: a dump of the memory is no bunch of keys.
    static string Key(string header) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(header)));
}
