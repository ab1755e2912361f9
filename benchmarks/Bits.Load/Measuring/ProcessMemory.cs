using System.Diagnostics;
using System.Globalization;

namespace Bits.Load.Measuring;

/// <summary>Reads the memory of a process, as Linux counts it.</summary>
static class ProcessMemory
{
    /// <summary>The resident memory in MiB.</summary>
    public static double RssMiB(Process process) => ReadMiB($"{process.Id}", "VmRSS:");

    /// <summary>The most resident memory that this process ever had, in MiB.</summary>
    public static double OwnPeakMiB() => ReadMiB("self", "VmHWM:");

    static double ReadMiB(string process, string field) =>
        double.Parse(
            File.ReadLines($"/proc/{process}/status").First(line => line.StartsWith(field, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) / 1024;
}
