using System.Globalization;
using Bits.Platform;

namespace Bits.Backend.Startup;

/// <summary>What the command line asks for.</summary>
/// <param name="DemoUsers">How many users of demo data to have; null for no demo data.</param>
/// <param name="Configuration">Settings that overrule the files and the environment.</param>
sealed record BackendArguments(int? DemoUsers, string[] Configuration)
{
    public const string Help = """
        Usage: ./run [--demo[=USERS]] [--Key=Value ...]

          --demo[=USERS]  fill an empty database with demo data; 2000 users unless said otherwise
          --urls=URL      where to listen; default http://127.0.0.1:5080, or a free port where that is taken
          --Key=Value     any setting, such as --Jobs:Concurrency=20; see docs/reference/configuration.md
          --help          this text

        A blank may stand for "=". Ctrl-C stops it.
        """;

    const int DefaultDemoUsers = 2_000;

    // What a setting may be called that stands in no section.
    static readonly string[] PlainKeys = [ListenAddress.Key, "environment", "AllowedHosts"];

    /// <summary>Reads the command line; a value follows its name behind "=" or a blank.</summary>
    /// <exception cref="SettingsException">An argument is unknown, with what to write instead.</exception>
    public static BackendArguments Parse(string[] args)
    {
        int? demoUsers = null;
        var configuration = new List<string>();
        foreach (var (name, value) in Pairs(args))
        {
            if (name == "demo")
                demoUsers = value is null ? DefaultDemoUsers : Users(value);
            else if (value is not null && IsSetting(name))
                configuration.Add($"--{name}={value}");
            else
                throw Unknown(value is null ? $"--{name}" : $"--{name}={value}");
        }

        return new(demoUsers, [.. configuration]);
    }

    static IEnumerable<(string Name, string? Value)> Pairs(string[] args)
    {
        for (var i = 0; i < args.Length; i++)
        {
            if (!IsName(args[i]))
                throw Unknown(args[i]);

            var parts = args[i][2..].Split('=', 2);
            if (parts.Length == 2)
                yield return (parts[0], parts[1]);
            else if (i + 1 < args.Length && !IsName(args[i + 1]))
                yield return (parts[0], args[++i]);
            else
                yield return (parts[0], null);
        }
    }

    static bool IsName(string arg) => arg.StartsWith("--", StringComparison.Ordinal);

    static bool IsSetting(string name) =>
        name.Contains(':', StringComparison.Ordinal) || PlainKeys.Contains(name, StringComparer.OrdinalIgnoreCase);

    static SettingsException Unknown(string arg) => new($"There is no argument {arg}; a setting is written --Key=Value.\n\n{Help}");

    static int Users(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var users) && users is >= 10 and <= 2_000_000
            ? users
            : throw new SettingsException($"--demo={text}: give a number of users from 10 to 2000000.");
}
