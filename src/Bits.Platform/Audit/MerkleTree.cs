using System.Security.Cryptography;

namespace Bits.Platform.Audit;

/// <summary>Computes the root over a list of leaf hashes, as in RFC 6962, 2.1.</summary>
static class MerkleTree
{
    public static byte[] Root(ReadOnlySpan<byte[]> leaves)
    {
        if (leaves.Length == 0)
            return SHA256.HashData([]);
        if (leaves.Length == 1)
            return leaves[0];

        var left = 1 << (31 - int.LeadingZeroCount(leaves.Length - 1)); // the largest power of two below the length
        return SHA256.HashData([1, .. Root(leaves[..left]), .. Root(leaves[left..])]);
    }
}
