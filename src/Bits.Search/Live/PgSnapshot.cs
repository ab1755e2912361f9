using System.Globalization;

namespace Bits.Search.Live;

/// <summary>Which transactions a statement saw: a <c>pg_snapshot</c>, as the server writes it.</summary>
/// <param name="Xmin">Below it every transaction had ended.</param>
/// <param name="Xmax">From it on none had.</param>
/// <param name="InProgress">Those between that had not, ascending.</param>
sealed record PgSnapshot(ulong Xmin, ulong Xmax, ulong[] InProgress)
{
    /// <summary>Reads <c>xmin:xmax:xip,xip,…</c>.</summary>
    /// <exception cref="FormatException">It is something else.</exception>
    public static PgSnapshot Parse(string text)
    {
        var parts = text.Split(':');
        return parts is [var xmin, var xmax, var list]
            ? new(Number(xmin), Number(xmax), list.Length == 0 ? [] : Array.ConvertAll(list.Split(','), Number))
            : throw new FormatException($"'{text}' is no pg_snapshot.");
    }

    /// <summary>Whether what the transaction wrote was seen.</summary>
    public bool Sees(ulong xid) => xid < Xmin || (xid < Xmax && Array.BinarySearch(InProgress, xid) < 0);

    /// <summary>As the server writes it.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Xmin}:{Xmax}:{string.Join(',', InProgress)}");

    static ulong Number(string text) => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
