using System.Globalization;
using Bits.Backend.Http;
using Bits.Console;
using Bits.EmbeddedPostgres;

namespace Bits.Backend.Startup;

/// <summary>Prints the addresses and next steps after the start.</summary>
static class StartBox
{
    public static string Render(string address, PostgresServer server, bool hasDemo, TimeSpan took)
    {
        List<(string Label, string Value)> rows =
        [
            ("App", address),
            ("Admin console", $"{address}{ConsoleEndpoints.Path}"),
            ("  sign in", $"dotnet run --project src/Adminctl -- accounts login --user {(hasDemo ? "divya" : "NAME")}{At(address)}"),
            ("API explorer", $"{address}{ApiExplorer.Path}"),
            ("Health", $"{address}/health/ready"),
            ("Database", server.Description),
            ("psql", server.PsqlCommand),
            ("Data folder", server.Root ?? "none: an external server"),
            ("Demo data", hasDemo ? "asha, bikram, chitra and others" : "none; create with: ./run --demo"),
            ("A token", $"dotnet run --project src/Adminctl -- token --user {(hasDemo ? "asha" : "NAME")}"),
            ("Settings", "docs/reference/configuration.md"),
            ("Stop", "Ctrl-C"),
        ];
        var label = rows.Max(row => row.Label.Length);
        var lines = rows.Select(row => $"  {row.Label.PadRight(label)}  {row.Value}").ToList();
        var width = Math.Min(110, lines.Max(line => line.Length) + 2);

        return string.Join('\n',
        [
            "",
            $"┌─ BITS Platform {new string('─', width - 16)}",
            .. lines.Select(line => $"│{line}"),
            $"└{new string('─', width - 1)}",
            string.Create(CultureInfo.InvariantCulture, $"ready in {took.TotalSeconds:0.0} s"),
        ]);
    }

    // Adds the address when adminctl would not find it by default.
    static string At(string address) => address.EndsWith(":5080", StringComparison.Ordinal) ? "" : $" --address {address}";
}
