using System.Runtime.InteropServices;
using Bits.Load.Database;
using Npgsql;

namespace Bits.Load.Reporting;

/// <summary>What figures depend on: machine, versions, settings.</summary>
static class MachineHead
{
    const string CpuInfo = "/proc/cpuinfo";

    /// <summary>The rows of the head.</summary>
    public static async Task<IReadOnlyList<string[]>> ReadAsync(LoadDatabase database, CancellationToken ct)
    {
        await using var db = await database.OpenConnectionAsync(ct);

        return
        [
            ["cores", $"{Environment.ProcessorCount}"],
            ["memory", $"{GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1 << 30):0.0} GiB"],
            ["CPU", await CpuAsync(ct)],
            ["PostgreSQL", $"{db.PostgreSqlVersion}, {(database.IsPrivate ? "private, durable" : "given by --database")}"],
            [".NET", RuntimeInformation.FrameworkDescription],
            ["settings", await SettingsAsync(db, ct)],
        ];
    }

    static async Task<string> CpuAsync(CancellationToken ct)
    {
        var model = File.Exists(CpuInfo)
            ? (await File.ReadAllLinesAsync(CpuInfo, ct))
                .FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':', 2)[1].Trim()
            : null;

        return model ?? RuntimeInformation.ProcessArchitecture.ToString();
    }

    // Where the server is and which language it speaks changes no figure.
    static async Task<string> SettingsAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select name || '=' || current_setting(name)
            from pg_settings
            where source not in ('default', 'override', 'client', 'session')
              and setting is distinct from boot_val
              and name !~ '^(lc_|log_|ssl_|krb_)|(_file|_directory|_directories|_addresses|_config)$|^(port|cluster_name)$'
              and lower(name) not in ('timezone', 'datestyle')
            order by name
            """;

        await using var command = new NpgsqlCommand(sql, db);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var settings = new List<string>();
        while (await reader.ReadAsync(ct))
            settings.Add(reader.GetString(0));

        return settings.Count > 0 ? string.Join(", ", settings) : "all default";
    }
}
