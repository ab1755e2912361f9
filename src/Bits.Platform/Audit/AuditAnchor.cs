using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Bits.Platform.Audit;

/// <summary>Keeps the end of the chain outside the database: in the program's log, and in a file if configured. It
/// reveals a chain whose end, including the head, was cut off.</summary>
sealed class AuditAnchor(AuditOptions options, ILogger<AuditSealer> log)
{
    long _seen;

    /// <summary>Throws for a chain that is shorter than before.</summary>
    public void Check(AuditHead head)
    {
        if (Math.Max(_seen, Last(options.AnchorFile)?.Seq ?? 0) is var seen && head.Seq < seen)
            throw new AuditBrokenException(
                $"There were {seen} seals, and the last is number {head.Seq}: the end of the chain was cut off.");
    }

    /// <summary>Stores the new end.</summary>
    public void Add(AuditHead head)
    {
        if (head.Seq == _seen)
            return;

        _seen = head.Seq;
        var mac = Convert.ToHexStringLower(head.LastMac);
        log.Sealed(head.Seq, mac);
        if (options.AnchorFile is { } file)
            File.AppendAllText(file, string.Create(CultureInfo.InvariantCulture, $"{head.Seq} {mac}\n"));
    }

    /// <summary>Reads the last line of an anchor file; null for a missing or empty one.</summary>
    public static (long Seq, string Mac)? Last(string? file)
    {
        if (file is null || !File.Exists(file))
            return null;

        return File.ReadLines(file).LastOrDefault(line => line.Length > 0)?.Split(' ') is [var seq, var mac]
            ? (long.Parse(seq, CultureInfo.InvariantCulture), mac)
            : null;
    }
}
