using System.Text;

namespace Bits.Jobs;

/// <summary>Checks unique keys, by the same rule as the table.</summary>
static class UniqueKeys
{
    const int MaxBytes = 500;

    public static string Checked(string key, string paramName) =>
        key is { Length: > 0 } && Encoding.UTF8.GetByteCount(key) <= MaxBytes && !key.Contains('\0')
            ? key
            : throw new InvalidArgumentException(paramName, $"The unique key is empty, too long or contains a NUL. Use 1 to {MaxBytes} bytes without NUL.");
}
