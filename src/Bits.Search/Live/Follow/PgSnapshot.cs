using System.Globalization;

namespace Bits.Search.Live.Follow;

/// <summary>A <c>pg_snapshot</c>: the transactions that a statement saw.</summary>
/// <param name="Xmin">The transaction below which all had ended.</param>
/// <param name="Xmax">The transaction from which on none had ended.</param>
/// <param name="InProgress">The transactions between that were in progress, ascending.</param>
sealed record PgSnapshot(ulong Xmin, ulong Xmax, ulong[] InProgress)
{
    /// <summary>Parses <c>xmin:xmax:xip,xip,…</c>.</summary>
    /// <exception cref="FormatException">The text has another form.</exception>
    public static PgSnapshot Parse(string text)
    {
        var parts = text.Split(':');
        return parts is [var xmin, var xmax, var list]
            ? new(Number(xmin), Number(xmax), list.Length == 0 ? [] : Array.ConvertAll(list.Split(','), Number))
            : throw new FormatException($"'{text}' is not a pg_snapshot. Use xmin:xmax:xip,xip,….");
    }

    /// <summary>Returns whether the snapshot sees the writes of a transaction.</summary>
    public bool Sees(ulong xid) => xid < Xmin || (xid < Xmax && Array.BinarySearch(InProgress, xid) < 0);

    /// <summary>Formats the snapshot as the server does.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Xmin}:{Xmax}:{string.Join(',', InProgress)}");

    static ulong Number(string text) => ulong.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}
