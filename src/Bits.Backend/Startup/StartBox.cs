using System.Globalization;
using Bits.Console;
using Bits.EmbeddedPostgres;

namespace Bits.Backend.Startup;

/// <summary>What is printed when everything is ready: where to go next.</summary>
static class StartBox
{
    public static string Render(string address, PostgresServer server, bool hasDemo, TimeSpan took)
    {
        List<(string Label, string Value)> rows =
        [
            ("App", address),
            ("Admin console", $"{address}{ConsoleEndpoints.Path}"),
            ("  sign in", $"dotnet run --project src/Adminctl -- accounts login --user {(hasDemo ? "divya" : "NAME")}{At(address)}"),
            ("API explorer", $"{address}/scalar"),
            ("Health", $"{address}/health/ready"),
            ("Database", server.Description),
            ("psql", server.PsqlCommand),
            ("Data folder", server.Root ?? "not ours: the server was given"),
            ("Demo data", hasDemo ? "is there: asha, bikram, chitra and others" : "start again by: ./run --demo"),
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

    // Where it is not where adminctl looks by itself.
    static string At(string address) => address.EndsWith(":5080", StringComparison.Ordinal) ? "" : $" --address {address}";
}
