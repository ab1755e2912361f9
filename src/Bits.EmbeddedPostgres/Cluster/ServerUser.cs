using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>The user of the server: the current user, except root, which PostgreSQL refuses.</summary>
[UnsupportedOSPlatform("windows")]
sealed class ServerUser
{
    // Null when no change of user is needed.
    readonly Account? _account;

    ServerUser(Account? account, string[] prefix) => (_account, Prefix) = (account, prefix);

    /// <summary>Gets the command prefix that changes to this user; empty when no change is needed.</summary>
    public string[] Prefix { get; }

    /// <summary>Chooses the user for root: the owner of the data, otherwise <c>postgres</c>, otherwise <c>nobody</c>.</summary>
    /// <exception cref="PostgresUnavailableException">No program of this machine can change the user.</exception>
    public static async Task<ServerUser> FindAsync(string data, CancellationToken ct)
    {
        if (!Posix.IsRoot)
            return new(null, []);

        var account = Account.OwnerOf(data)
            ?? Account.Named("postgres") ?? Account.Named("nobody") ?? new Account("65534", 65534, 65534);

        foreach (var prefix in Prefixes(account))
        {
            // Tests the programs: small versions lack these options.
            var answer = await ChildProcess.RunAsync([.. prefix, "id", "-u"], ct);
            if (answer.Output == $"{account.Id}")
                return new(account, prefix);
        }

        throw new PostgresUnavailableException(
            $"PostgreSQL does not run as root, and none of setpriv, runuser and su can run it as {account.Name}. Install "
            + "util-linux, start this program as an ordinary user, or set BITS_DATABASE_URL to use a running server.");
    }

    /// <summary>Makes the user the owner of a file.</summary>
    public void Own(string path)
    {
        if (_account is { } account)
            Posix.ChangeOwner(path, account.Id, account.Group);
    }

    /// <summary>Checks that the user can enter a folder.</summary>
    /// <exception cref="PostgresUnavailableException">The user cannot enter the folder, or one above it.</exception>
    public void RequireReach(string path, string remedy)
    {
        if (_account is not { } account)
            return;

        for (var folder = path; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            var entering = Posix.OwnerOf(folder)?.User == account.Id ? UnixFileMode.UserExecute : UnixFileMode.OtherExecute;
            if (!File.GetUnixFileMode(folder).HasFlag(entering))
                throw new PostgresUnavailableException(
                    $"PostgreSQL runs as {account.Name} instead of root, and that user cannot enter {folder}. {remedy}");
        }
    }

    static IEnumerable<string[]> Prefixes(Account account)
    {
        yield return ["setpriv", $"--reuid={account.Id}", $"--regid={account.Group}", "--clear-groups", "--"];
        yield return ["runuser", "-u", account.Name, "--"];
        // Without the dashes before the name, su would parse the options of the command.
        yield return ["su", "-s", "/bin/sh", "-c", "exec \"$0\" \"$@\"", "--", account.Name];
    }
}
