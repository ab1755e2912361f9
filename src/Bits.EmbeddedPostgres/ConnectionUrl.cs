using Npgsql;

namespace Bits.EmbeddedPostgres;

/// <summary>Reads a connection string in either form: Npgsql's <c>Host=…</c> or a URL <c>postgres://…</c>.</summary>
static class ConnectionUrl
{
    /// <exception cref="PostgresUnavailableException">The text is neither. The message does not repeat the text.</exception>
    public static NpgsqlConnectionStringBuilder Parse(string text)
    {
        try
        {
            return IsUrl(text) ? FromUrl(new Uri(text)) : new NpgsqlConnectionStringBuilder(text);
        }
        catch (Exception e) when (e is ArgumentException or FormatException)
        {
            throw new PostgresUnavailableException(
                $"The connection string cannot be read: {e.Message} Give postgres://user:password@host:5432/database "
                + "(special characters percent-encoded) or Host=…;Port=…;Username=…;Password=…;Database=….", e);
        }
    }

    static bool IsUrl(string text) =>
        text.StartsWith("postgres://", StringComparison.OrdinalIgnoreCase)
        || text.StartsWith("postgresql://", StringComparison.OrdinalIgnoreCase);

    static NpgsqlConnectionStringBuilder FromUrl(Uri url)
    {
        var result = new NpgsqlConnectionStringBuilder();
        var (user, password) = SplitOnce(url.UserInfo, ':');

        Set(result, "Host", url.Host.Trim('[', ']'));
        Set(result, "Port", url.Port > 0 ? $"{url.Port}" : "");
        Set(result, "Username", user);
        Set(result, "Password", password);
        Set(result, "Database", url.AbsolutePath.TrimStart('/'));

        foreach (var pair in url.Query.TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var (name, value) = SplitOnce(pair, '=');
            Set(result, KeywordOf(name), name == "sslmode" ? value.Replace("-", "", StringComparison.Ordinal) : value);
        }

        return result;
    }

    static void Set(NpgsqlConnectionStringBuilder builder, string keyword, string encoded)
    {
        if (encoded.Length > 0)
            builder[keyword] = Uri.UnescapeDataString(encoded);
    }

    // libpq's names on the left; other names may be Npgsql's own.
    static string KeywordOf(string name) => name switch
    {
        "sslmode" => "SSL Mode",
        "sslrootcert" => "Root Certificate",
        "sslcert" => "SSL Certificate",
        "sslkey" => "SSL Key",
        "user" => "Username",
        "dbname" => "Database",
        "application_name" => "Application Name",
        "connect_timeout" => "Timeout",
        "channel_binding" => "Channel Binding",
        "target_session_attrs" => "Target Session Attributes",
        _ => Uri.UnescapeDataString(name),
    };

    static (string Left, string Right) SplitOnce(string text, char separator) =>
        text.IndexOf(separator) is >= 0 and var at ? (text[..at], text[(at + 1)..]) : (text, "");
}
