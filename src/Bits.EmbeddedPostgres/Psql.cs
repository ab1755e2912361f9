using Npgsql;

namespace Bits.EmbeddedPostgres;

/// <summary>The command line by which a person looks into a database.</summary>
static class Psql
{
    /// <param name="program">Where <c>psql</c> is.</param>
    /// <param name="address">The database.</param>
    /// <param name="passwords">A file with the password; null if <c>psql</c> shall ask for it.</param>
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

    // Plain words stay as they are, for the sake of the reader.
    static string Quote(string word) => word.All(c => char.IsAsciiLetterOrDigit(c) || "/._-:,@%+".Contains(c))
        ? word
        : $"'{word.Replace("'", @"'\''", StringComparison.Ordinal)}'";
}
