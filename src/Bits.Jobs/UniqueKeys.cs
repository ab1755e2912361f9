using System.Text;

namespace Bits.Jobs;

/// <summary>The rule for unique keys; the table has the same one.</summary>
static class UniqueKeys
{
    const int MaxBytes = 500;

    public static string Checked(string key, string paramName) =>
        key is { Length: > 0 } && Encoding.UTF8.GetByteCount(key) <= MaxBytes && !key.Contains('\0')
            ? key
            : throw new ArgumentException($"A unique key has 1 to {MaxBytes} bytes and no NUL.", paramName);
}
