namespace Bits.Testing;

/// <summary>A program that tests need, and that neither the SDK nor this repository brings.</summary>
/// <param name="name">What people call it.</param>
/// <param name="package">Debian's package.</param>
/// <param name="files">The names of the program, on the PATH or absolute; the first that is there is taken.</param>
/// <param name="variable">The environment variable that names another one; null for none.</param>
public sealed class TestProgram(string name, string package, string[] files, string? variable = null)
{
    /// <summary>PgBouncer.</summary>
    public static TestProgram PgBouncer { get; } = new("PgBouncer", "pgbouncer", ["pgbouncer", "/usr/sbin/pgbouncer"]);

    /// <summary>Where it is; null where it is missing.</summary>
    public string? Path { get; } = Find(files, variable is null ? null : Environment.GetEnvironmentVariable(variable));

    /// <summary>What to do where it is missing.</summary>
    public string Remedy { get; } =
        $"{name} is missing. ./test installs it; without that: apt-get install {package}"
        + (variable is null ? "." : $", or set {variable} to the program.");

    /// <summary>Where it is.</summary>
    /// <exception cref="InvalidOperationException">It is missing; the message says what to do.</exception>
    public string Require() => Path ?? throw new InvalidOperationException(Remedy);

    // One that is named and not there is missing: no other is taken in its place.
    static string? Find(string[] files, string? named) => named is { Length: > 0 }
        ? File.Exists(named) ? named : null
        : files.SelectMany(OnPath).FirstOrDefault(File.Exists);

    static IEnumerable<string> OnPath(string file) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => System.IO.Path.Combine(folder, file));
}
