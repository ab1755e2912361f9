using System.Buffers.Text;
using System.Security.Cryptography;
using Bits.Platform.Auth;

namespace Bits.Platform.Accounts;

/// <summary>The secret of a browser session: its user, and 256 random bits.</summary>
public sealed class SessionSecret
{
    const int Length = 32;

    readonly Guid _userId;
    readonly byte[] _secret;

    SessionSecret(Guid userId, byte[] secret) => (_userId, _secret) = (userId, secret);

    /// <summary>Gets the id of the session: the hash of the secret, so that a reader of the table cannot use it.</summary>
    public string SessionId => $"browser:{Convert.ToHexStringLower(SHA256.HashData(_secret))}";

    /// <summary>Creates a secret.</summary>
    public static SessionSecret Create(Guid userId) => new(userId, RandomNumberGenerator.GetBytes(Length));

    /// <summary>Parses the text that a browser sent; null when it is invalid.</summary>
    public static SessionSecret? Parse(string? text)
    {
        if (text?.Split('.') is not [var user, var secret] || !Guid.TryParseExact(user, "N", out var userId)
            || !Base64Url.IsValid(secret, out var length) || length != Length)
            return null;

        return new(userId, Base64Url.DecodeFromChars(secret));
    }

    /// <summary>Gets the identity that the secret proves, if the database knows the session.</summary>
    public Identity ToIdentity() => Identity.OfUser(_userId) with { SessionId = SessionId, SessionIsOurs = true };

    /// <summary>Formats the secret for the browser. Not for logs.</summary>
    public override string ToString() => $"{_userId:N}.{Base64Url.EncodeToString(_secret)}";
}
