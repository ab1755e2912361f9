using System.Buffers.Text;
using System.Security.Cryptography;
using Bits.Platform.Auth;

namespace Bits.Platform.Accounts;

/// <summary>What a browser holds of its session: whose it is, and 256 random bits.</summary>
public sealed class SessionSecret
{
    const int Length = 32;

    readonly Guid _userId;
    readonly byte[] _secret;

    SessionSecret(Guid userId, byte[] secret) => (_userId, _secret) = (userId, secret);

    /// <summary>The id of the session: the secret's hash, so that whoever reads the table cannot use it.</summary>
    public string SessionId => $"browser:{Convert.ToHexStringLower(SHA256.HashData(_secret))}";

    /// <summary>A new one.</summary>
    public static SessionSecret Create(Guid userId) => new(userId, RandomNumberGenerator.GetBytes(Length));

    /// <summary>Reads what a browser sent; null where it is none.</summary>
    public static SessionSecret? Parse(string? text)
    {
        if (text?.Split('.') is not [var user, var secret] || !Guid.TryParseExact(user, "N", out var userId)
            || !Base64Url.IsValid(secret, out var length) || length != Length)
            return null;

        return new(userId, Base64Url.DecodeFromChars(secret));
    }

    /// <summary>Whom it stands for, if the database knows the session.</summary>
    public Identity ToIdentity() => Identity.OfUser(_userId) with { SessionId = SessionId, SessionIsOurs = true };

    /// <summary>As the browser keeps it. Not for logs.</summary>
    public override string ToString() => $"{_userId:N}.{Base64Url.EncodeToString(_secret)}";
}
