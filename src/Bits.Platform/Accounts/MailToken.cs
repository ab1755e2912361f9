using System.Security.Cryptography;
using System.Text;

namespace Bits.Platform.Accounts;

/// <summary>A secret in a link: 256 random bits. Tables keep its hash.</summary>
static class MailToken
{
    const int Bytes = 32;

    /// <summary>Makes a secret.</summary>
    public static string Create() => Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(Bytes));

    /// <summary>Returns the hash of a secret.</summary>
    public static byte[] Hash(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));
}
