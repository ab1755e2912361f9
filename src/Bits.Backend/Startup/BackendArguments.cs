using System.Globalization;
using Bits.Platform;

namespace Bits.Backend.Startup;

/// <summary>The arguments of the command line.</summary>
/// <param name="DemoUsers">The number of demo users; null for no demo data.</param>
/// <param name="Reset">Whether to delete the content of the private development database first.</param>
/// <param name="Configuration">The settings that override files and environment.</param>
sealed record BackendArguments(int? DemoUsers, bool Reset, string[] Configuration)
{
    public const string Help = """
        Usage: ./run [--demo[=USERS]] [--reset] [--Key=Value ...]

          --demo[=USERS]  seed an empty database with demo data; default 2000 users
          --reset         delete the content of the private development database first
          --urls=URL      the address to listen on; default http://127.0.0.1:5080, or a free port when it is taken
          --Key=Value     any setting, such as --Jobs:Concurrency=20; see docs/reference/configuration.md
          --help          this text

        A blank may replace "=". Ctrl-C stops the backend.
        """;

    const int DefaultDemoUsers = 2_000;

    // Matches a setting without a section.
    static readonly string[] PlainKeys = [ListenAddress.Key, "environment", "AllowedHosts"];

    /// <summary>Parses the command line; a value follows its name after "=" or a blank.</summary>
    /// <exception cref="SettingsException">An argument is unknown; the message shows the usage.</exception>
    public static BackendArguments Parse(string[] args)
    {
        int? demoUsers = null;
        var reset = false;
        var configuration = new List<string>();
        foreach (var (name, value) in Pairs(args))
        {
            if (name == "demo")
                demoUsers = value is null ? DefaultDemoUsers : Users(value);
            else if (name == "reset" && value is null)
                reset = true;
            else if (value is not null && IsSetting(name))
                configuration.Add($"--{name}={value}");
            else
                throw Unknown(value is null ? $"--{name}" : $"--{name}={value}");
        }

        return new(demoUsers, reset, [.. configuration]);
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

    static SettingsException Unknown(string arg) => new($"{arg} is not a known argument. Write settings as --Key=Value.\n\n{Help}");

    static int Users(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var users) && users is >= 10 and <= 2_000_000
            ? users
            : throw new SettingsException($"--demo={text}: give a number of users from 10 to 2000000.");
}
