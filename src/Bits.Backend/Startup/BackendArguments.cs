using System.Globalization;
using Bits.Platform;

namespace Bits.Backend.Startup;

/// <summary>What the command line asks for.</summary>
/// <param name="DemoUsers">How many users of demo data to have; null for no demo data.</param>
/// <param name="Configuration">Settings that overrule the files and the environment.</param>
sealed record BackendArguments(int? DemoUsers, string[] Configuration)
{
    public const string Help = """
        Usage: dotnet run --project src/Bits.Backend -- [--demo[=USERS]] [--Key=Value ...]

          --demo[=USERS]  fill an empty database with demo data; 2000 users unless said otherwise
          --urls=URL      where to listen; default http://127.0.0.1:5080, or a free port where that is taken
          --Key=Value     any setting, such as --Jobs:Concurrency=20; see docs/reference/configuration.md
          --help          this text

        Ctrl-C stops it.
        """;

    const int DefaultDemoUsers = 2_000;

    /// <summary>Reads the command line.</summary>
    /// <exception cref="SettingsException">An argument is unknown, with what to write instead.</exception>
    public static BackendArguments Parse(string[] args)
    {
        int? demoUsers = null;
        var configuration = new List<string>();
        foreach (var arg in args)
        {
            if (arg == "--demo")
                demoUsers = DefaultDemoUsers;
            else if (arg.StartsWith("--demo=", StringComparison.Ordinal))
                demoUsers = Users(arg["--demo=".Length..]);
            else if (arg.StartsWith("--", StringComparison.Ordinal) && arg.Contains('=', StringComparison.Ordinal))
                configuration.Add(arg);
            else
                throw new SettingsException($"There is no argument {arg}; a setting is written --Key=Value.\n\n{Help}");
        }

        return new(demoUsers, [.. configuration]);
    }

    static int Users(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var users) && users is >= 10 and <= 2_000_000
            ? users
            : throw new SettingsException($"--demo={text}: give a number of users from 10 to 2000000.");
}
