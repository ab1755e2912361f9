using System.Globalization;

namespace Bits.JobsAdapter;

/// <summary>What the harness wants, from the environment.</summary>
sealed record Settings(
    string Mode, int N, int First, bool IsBulk, int Concurrency, int Rate, int SleepMs, double MaxSeconds, string Log,
    bool HasBacklog)
{
    // Two of these programs and whoever measures share the hundred connections that a server has. One that asks for more than
    // there are is refused, which empties its pool, and from then on it does little but connect.
    const int MostConnections = 40;

    public static Settings FromEnvironment() => new(
        Read("MODE", ""), Number("N", 0), Number("FIRST", 0), Read("BULK", "1") != "0", Number("CONCURRENCY", 10),
        Number("RATE", 100), Number("SLEEP_MS", 0),
        double.Parse(Read("MAX_SECONDS", "600"), CultureInfo.InvariantCulture), Read("LOG", ""),
        Read("BACKLOG", "0") != "0");

    /// <summary>How to reach the database, in the words of Npgsql.</summary>
    public static string ConnectionString() => $"{Address()};Maximum Pool Size={MostConnections}";

    static string Address()
    {
        if (Read("CONNECTION_STRING", "") is { Length: > 0 } given)
            return given;

        var url = new Uri(Read("DATABASE_URL", "postgres://postgres@127.0.0.1:5432/postgres"));
        var user = url.UserInfo.Split(':');
        var password = user.Length > 1 ? $";Password={Uri.UnescapeDataString(user[1])}" : "";
        return $"Host={url.Host};Port={url.Port};Username={user[0]}{password};Database={url.AbsolutePath.TrimStart('/')}"
            + ";No Reset On Close=true"; // as the package's page advises
    }

    static string Read(string name, string otherwise) =>
        Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : otherwise;

    static int Number(string name, int otherwise) =>
        int.Parse(Read(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
}
