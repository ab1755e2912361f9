using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Bits.Platform.Auth;

namespace Bits.Backend.Http;

/// <summary>Caches validated tokens for a few seconds: checking a signature costs as much as a statement, and clients
/// repeat their token. Caches only the proof; every call asks the database for account, session and rights. A withdrawn
/// key stays valid for at most these seconds.</summary>
sealed class TokenProofs(TimeProvider time)
{
    const int Most = 20_000;
    static readonly TimeSpan GoodFor = TimeSpan.FromSeconds(5);

    readonly ConcurrentDictionary<string, (Identity Identity, DateTimeOffset Until)> _proofs = new(StringComparer.Ordinal);

    /// <summary>Finds the cached proof of a token.</summary>
    public Identity? Find(string header) =>
        _proofs.TryGetValue(Key(header), out var proof) && time.GetUtcNow() < proof.Until ? proof.Identity : null;

    /// <summary>Caches a proof, at most until the token expires.</summary>
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

    // The hash, so that a memory dump reveals no tokens.
    static string Key(string header) => Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(header)));
}
