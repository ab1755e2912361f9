using System.Globalization;
using Bits.Load.Database;

namespace Bits.Load.Jobs;

/// <summary>What the server has used so far.</summary>
/// <param name="CpuSeconds">Of all its processes, also those that have ended.</param>
/// <param name="WalBytes">What it has logged.</param>
readonly record struct ServerUse(double CpuSeconds, double WalBytes)
{
    const double TicksPerSecond = 100; // USER_HZ, the same on every Linux

    /// <summary>Reads it; the server must run on this machine.</summary>
    /// <exception cref="UsageException">It runs elsewhere.</exception>
    public static async Task<ServerUse> ReadAsync(LoadSchema schema, CancellationToken ct)
    {
        await using var command = schema.DataSource.CreateCommand(
            "select pg_backend_pid(), pg_wal_lsn_diff(pg_current_wal_insert_lsn(), '0/0')::float8");
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return new(CpuOf(reader.GetInt32(0)), reader.GetDouble(1));
    }

    public static ServerUse operator -(ServerUse later, ServerUse earlier) =>
        new(later.CpuSeconds - earlier.CpuSeconds, later.WalBytes - earlier.WalBytes);

    static double CpuOf(int backend)
    {
        var processes = Directory.EnumerateDirectories("/proc")
            .Select(folder => Path.GetFileName(folder))
            .Where(name => int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            .Select(Stat).OfType<ProcessStat>().ToList();
        var parent = processes.FirstOrDefault(p => p.Id == backend)?.Parent
            ?? throw new UsageException("--database: CPU time can only be measured of a server on this machine.");

        return processes.Where(p => p.Id == parent || p.Parent == parent)
            .Sum(p => p.Own + (p.Id == parent ? p.Children : 0)) / TicksPerSecond;
    }

    static ProcessStat? Stat(string id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            var fields = text[(text.LastIndexOf(')') + 2)..].Split(' '); // from field 3 on
            return new(
                int.Parse(id, CultureInfo.InvariantCulture), int.Parse(fields[1], CultureInfo.InvariantCulture),
                Ticks(11) + Ticks(12), Ticks(13) + Ticks(14));

            double Ticks(int field) => double.Parse(fields[field], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null; // it has just ended
        }
    }

    sealed record ProcessStat(int Id, int Parent, double Own, double Children);
}
