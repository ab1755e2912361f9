using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>The user the server runs as: the one who runs this program, unless that is root, whom PostgreSQL refuses.</summary>
[UnsupportedOSPlatform("windows")]
sealed class ServerUser
{
    // Null: no change of the user is needed.
    readonly Account? _account;

    ServerUser(Account? account, string[] prefix) => (_account, Prefix) = (account, prefix);

    /// <summary>What to put before a command so that this user runs it; empty if nothing needs to be.</summary>
    public string[] Prefix { get; }

    /// <summary>For root: the owner of the data if there is data, else <c>postgres</c>, else <c>nobody</c>.</summary>
    /// <exception cref="PostgresUnavailableException">Nothing here can change the user.</exception>
    public static async Task<ServerUser> FindAsync(string data, CancellationToken ct)
    {
        if (!Posix.IsRoot)
            return new(null, []);

        var account = Account.OwnerOf(data)
            ?? Account.Named("postgres") ?? Account.Named("nobody") ?? new Account("65534", 65534, 65534);

        foreach (var prefix in Prefixes(account))
        {
            // Asked, not assumed: there are small versions of these programs that lack the options.
            var answer = await ChildProcess.RunAsync([.. prefix, "id", "-u"], ct);
            if (answer.Output == $"{account.Id}")
                return new(account, prefix);
        }

        throw new PostgresUnavailableException(
            $"PostgreSQL does not run as root, and none of setpriv, runuser and su can run it as {account.Name}. Install "
            + "util-linux, start this program as an ordinary user, or set BITS_DATABASE_URL to use a server that runs.");
    }

    /// <summary>Makes the user the owner of a file.</summary>
    public void Own(string path)
    {
        if (_account is { } account)
            Posix.ChangeOwner(path, account.Id, account.Group);
    }

    /// <summary>Checks that the user can enter a folder.</summary>
    /// <exception cref="PostgresUnavailableException">The folder, or one above it, is closed to the user.</exception>
    public void RequireReach(string path, string remedy)
    {
        if (_account is not { } account)
            return;

        for (var folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var entering = Posix.OwnerOf(folder)?.User == account.Id ? UnixFileMode.UserExecute : UnixFileMode.OtherExecute;
            if (!File.GetUnixFileMode(folder).HasFlag(entering))
                throw new PostgresUnavailableException(
                    $"PostgreSQL does not run as root but as {account.Name}, to whom {folder} is closed. {remedy}");
        }
    }

    static IEnumerable<string[]> Prefixes(Account account)
    {
        yield return ["setpriv", $"--reuid={account.Id}", $"--regid={account.Group}", "--clear-groups", "--"];
        yield return ["runuser", "-u", account.Name, "--"];
        // Without the dashes before the name, su takes the options of the command for its own.
        yield return ["su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--", account.Name];
    }
}
