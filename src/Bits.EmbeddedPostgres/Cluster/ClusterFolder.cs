using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>
/// The folder of one private cluster, and who may use it. It belongs to the user of this program; of what is in it, only
/// the data and the socket belong to the server's user, so that root never writes where a lesser user could lay a trap.
/// </summary>
[UnsupportedOSPlatform("windows")]
sealed class ClusterFolder(string root, bool ephemeral)
{
    // 107 bytes for the name of a socket on Linux, 103 on macOS, less "/.s.PGSQL.65535".
    const int LongestSocketFolder = 88;

    const UnixFileMode ForOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    // The server's user passes through on its way to the data, and sees nothing.
    const UnixFileMode ForOwnerAndPassage = ForOwner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // The kind of a cluster is a file of no bytes in its folder.
    const string PersistentKind = "bits.persistent";
    const string EphemeralKind = "bits.ephemeral";

    static readonly EnumerationOptions AllReadable = new() { AttributesToSkip = FileAttributes.None };

    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>Whether an ephemeral cluster is wanted.</summary>
    public bool Ephemeral => ephemeral;

    /// <summary>Whether the folder holds one, which may be removed.</summary>
    public bool IsEphemeralCluster => File.Exists(In(EphemeralKind));

    /// <summary>Held by the process that looks around or starts the server. Beside the root, which may be removed.</summary>
    public string Lock => Root + ".lock";

    public string Data => In("data");

    /// <summary>Whether a cluster was made here.</summary>
    public bool HasData => File.Exists(VersionFile);

    /// <summary>What PostgreSQL writes into the data that it makes: its major version.</summary>
    public string VersionFile => Path.Combine(Data, "PG_VERSION");

    /// <summary>The folder of the socket; null if its name would be too long, and the server listens on loopback only.</summary>
    public string? Sockets => In("s").Length <= LongestSocketFolder ? In("s") : null;

    /// <summary>The pipe whose writing end every user holds (<see cref="Presence"/>).</summary>
    public string Alive => In("alive");

    /// <summary>Made by the supervisor when no user is left. Means nothing when there is no supervisor.</summary>
    public string Closing => In("closing");

    /// <summary>The superuser's password, as <c>psql</c> reads it.</summary>
    public string Passwords => In("passwords");

    /// <summary>Which programs the server was started with, for humans.</summary>
    public string Origin => In("origin");

    public string Log => In("server.log");

    /// <summary>Where an ephemeral cluster is moved before it is deleted: a name that nobody else uses.</summary>
    public string NewAside() => $"{Root}.gone.{Guid.CreateVersion7():N}";

    /// <summary>Ephemeral clusters whose deletion was interrupted.</summary>
    public IEnumerable<string> LeftAside =>
        Directory.EnumerateDirectories(Path.GetDirectoryName(Root)!, $"{Path.GetFileName(Root)}.gone.*", AllReadable)
            .Where(IsOurs);

    public string In(string name) => Path.Combine(Root, name);

    /// <exception cref="PostgresUnavailableException">The folder is a link, a file, or belongs to another user.</exception>
    public void RefuseStrangers()
    {
        var there = new FileInfo(Root);
        if (there.LinkTarget is not null)
            throw Refusal("is a symbolic link: name the folder it points to");
        if (there.Exists)
            throw Refusal("is a file");
        if (Directory.Exists(Root) && !IsOurs(Root))
            throw Refusal("belongs to another user");
    }

    /// <summary>Creates the folder, or makes sure that it is a cluster of the right kind. The caller holds the lock.</summary>
    /// <exception cref="PostgresUnavailableException">It is not, or holds other things.</exception>
    public void Claim()
    {
        RefuseStrangers();
        Directory.CreateDirectory(Root, ForOwner);

        var (kind, other) = ephemeral ? (EphemeralKind, PersistentKind) : (PersistentKind, EphemeralKind);
        if (File.Exists(In(other)))
            throw Refusal(ephemeral ? "holds a cluster that is to stay" : "holds an ephemeral cluster");

        if (!File.Exists(In(kind)))
        {
            if (Directory.EnumerateFileSystemEntries(Root).Any())
                throw Refusal("holds other things than a cluster");

            File.Create(In(kind)).Dispose();
        }

        File.SetUnixFileMode(Root, Posix.IsRoot ? ForOwnerAndPassage : ForOwner);
    }

    /// <summary>Makes a folder inside the root for the server's user alone.</summary>
    public static void CreateFor(ServerUser user, string path)
    {
        Directory.CreateDirectory(path, ForOwner);
        user.Own(path);
    }

    static bool IsOurs(string path)
    {
        if (Posix.OwnerOf(path) is { } owner)
            return owner.User == Posix.UserId;

        // Where nobody tells the owner: only the owner may set the mode, be it to what it is.
        try
        {
            File.SetUnixFileMode(path, File.GetUnixFileMode(path));
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            // Moved away in this moment, so in nobody's hands.
            return true;
        }
    }

    PostgresUnavailableException Refusal(string what) =>
        new($"{Root} {what}. Choose another folder by BITS_PG_ROOT (PostgresOptions.Root), or remove it.");
}
