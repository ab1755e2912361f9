using System.Runtime.Versioning;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Cluster;

/// <summary>
/// The folder of one private cluster, and its access rules. It belongs to the user of this program; only the data and
/// the socket belong to the server's user, so that root never writes where another user could plant a link.
/// </summary>
[UnsupportedOSPlatform("windows")]
sealed class ClusterFolder(string root, bool ephemeral)
{
    // Socket names have at most 107 bytes on Linux, 103 on macOS, less "/.s.PGSQL.65535".
    const int LongestSocketFolder = 88;

    const UnixFileMode ForOwner = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
    // The server's user may traverse the folder to the data, but not list it.
    const UnixFileMode ForOwnerAndPassage = ForOwner | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    // An empty file in the folder marks its kind.
    const string PersistentKind = "bits.persistent";
    const string EphemeralKind = "bits.ephemeral";

    static readonly EnumerationOptions AllReadable = new() { AttributesToSkip = FileAttributes.None };

    public string Root { get; } = Path.TrimEndingDirectorySeparator(Path.GetFullPath(root));

    /// <summary>Gets whether an ephemeral cluster is requested.</summary>
    public bool Ephemeral => ephemeral;

    /// <summary>Gets whether the folder holds an ephemeral cluster, which may be removed.</summary>
    public bool IsEphemeralCluster => File.Exists(In(EphemeralKind));

    /// <summary>Gets the lock of the process that inspects or starts the server. It stands beside the root, which may
    /// be removed.</summary>
    public string Lock => Root + ".lock";

    public string Data => In("data");

    /// <summary>Gets whether the folder holds a cluster.</summary>
    public bool HasData => File.Exists(VersionFile);

    /// <summary>Gets the file with the major version, which PostgreSQL writes into its data.</summary>
    public string VersionFile => Path.Combine(Data, "PG_VERSION");

    /// <summary>Gets the folder of the socket; null when its name would be too long, and the server listens on loopback
    /// only.</summary>
    public string? Sockets => In("s").Length <= LongestSocketFolder ? In("s") : null;

    /// <summary>Gets the pipe whose writing end every client holds (<see cref="ClientLease"/>).</summary>
    public string Alive => In("alive");

    /// <summary>Gets the file that the supervisor creates when the last client is gone. It has no meaning without a
    /// supervisor.</summary>
    public string Closing => In("closing");

    /// <summary>Gets the superuser's password, in the format of <c>psql</c>.</summary>
    public string Passwords => In("passwords");

    /// <summary>Gets the description of the server's programs, for people.</summary>
    public string Origin => In("origin");

    public string Log => In("server.log");

    /// <summary>Returns a unique name that an ephemeral cluster gets before its deletion.</summary>
    public string NewAside() => $"{Root}.gone.{Guid.CreateVersion7():N}";

    /// <summary>Lists ephemeral clusters whose deletion was interrupted.</summary>
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

    /// <summary>Creates the folder, or checks that it holds a cluster of the right kind. The caller holds the lock.</summary>
    /// <exception cref="PostgresUnavailableException">The folder holds a cluster of the other kind, or other files.</exception>
    public void Claim()
    {
        RefuseStrangers();
        Directory.CreateDirectory(Root, ForOwner);

        var (kind, other) = ephemeral ? (EphemeralKind, PersistentKind) : (PersistentKind, EphemeralKind);
        if (File.Exists(In(other)))
            throw Refusal(ephemeral ? "holds a permanent cluster" : "holds an ephemeral cluster");

        if (!File.Exists(In(kind)))
        {
            if (Directory.EnumerateFileSystemEntries(Root).Any())
                throw Refusal("holds other files than a cluster");

            File.Create(In(kind)).Dispose();
        }

        File.SetUnixFileMode(Root, Posix.IsRoot ? ForOwnerAndPassage : ForOwner);
    }

    /// <summary>Creates a folder inside the root for the server's user alone.</summary>
    public static void CreateFor(ServerUser user, string path)
    {
        Directory.CreateDirectory(path, ForOwner);
        user.Own(path);
    }

    static bool IsOurs(string path)
    {
        if (Posix.OwnerOf(path) is { } owner)
            return owner.User == Posix.UserId;

        // Without a way to read the owner: only the owner may set the mode, even to its current value.
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
            // Just renamed, so unused.
            return true;
        }
    }

    PostgresUnavailableException Refusal(string what) =>
        new($"{Root} {what}. Set BITS_PG_ROOT (PostgresOptions.Root) to another folder, or remove this one.");
}
