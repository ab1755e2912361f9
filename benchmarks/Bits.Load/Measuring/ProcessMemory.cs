using System.Diagnostics;
using System.Globalization;

namespace Bits.Load.Measuring;

/// <summary>Reads the memory of a process, as Linux counts it.</summary>
static class ProcessMemory
{
    /// <summary>The resident memory in MiB.</summary>
    public static double RssMiB(Process process) => MiB($"{process.Id}", "VmRSS:");

    /// <summary>The most resident memory that this process ever had, in MiB.</summary>
    public static double PeakRssMiB() => MiB("self", "VmHWM:");

    static double MiB(string process, string line) =>
        double.Parse(
            File.ReadLines($"/proc/{process}/status").First(text => text.StartsWith(line, StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) / 1024;
}
