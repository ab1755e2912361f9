using System.Diagnostics;
using System.Globalization;

namespace Bits.Load.Measuring;

/// <summary>Reads the memory of a process, as Linux counts it.</summary>
static class ProcessMemory
{
    /// <summary>The resident memory in MiB.</summary>
    public static double RssMiB(Process process) =>
        double.Parse(
            File.ReadLines($"/proc/{process.Id}/status").First(line => line.StartsWith("VmRSS:", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            CultureInfo.InvariantCulture) / 1024;
}
