using Npgsql;

namespace Bits.EmbeddedPostgres;

/// <summary>Builds the command line for inspecting a database.</summary>
static class Psql
{
    /// <param name="program">The path of <c>psql</c>.</param>
    /// <param name="address">The database.</param>
    /// <param name="passwords">A file with the password; null to make <c>psql</c> ask.</param>
    public static string Command(string program, NpgsqlConnectionStringBuilder address, string? passwords)
    {
        var environment = passwords is null ? "" : $"PGPASSFILE={Quote(passwords)} ";
        (string Option, string? Value)[] options =
            [("-h", address.Host), ("-p", $"{address.Port}"), ("-U", address.Username), ("-d", address.Database)];

        return environment + Quote(program) + string.Concat(
            from option in options
            where !string.IsNullOrEmpty(option.Value)
            select $" {option.Option} {Quote(option.Value)}");
    }

    // Leaves plain words unquoted, for readability.
    static string Quote(string word) => word.All(c => char.IsAsciiLetterOrDigit(c) || "/._-:,@%+".Contains(c))
        ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
