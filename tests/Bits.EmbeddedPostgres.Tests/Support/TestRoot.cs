using System.Globalization;

namespace Bits.EmbeddedPostgres.Tests.Support;

/// <summary>The folder of one private cluster, and all processes that have to do with it. Leaves nothing behind.</summary>
sealed class TestRoot : IAsyncDisposable
{
    const string Memory = "/dev/shm";
    const long Plenty = 8L << 30;

    // A cluster is a thousand small files: in memory, where there is plenty, they cost a tenth of the time.
    static readonly string Home = Directory.Exists(Memory) && new DriveInfo(Memory).AvailableFreeSpace > Plenty
        ? Memory
        : System.IO.Path.GetTempPath();

    // Programs chosen for the whole run stay chosen, so that a build can run the tests on each version.
    static readonly PostgresOptions Given = PostgresOptions.FromEnvironment() with { ConnectionString = null };

    readonly List<HostProcess> _hosts = [];

    public string Path { get; init; } = System.IO.Path.Combine(Home, $"bits-pg-test-{Guid.CreateVersion7():N}");

    /// <summary>The cluster itself, and what was moved aside to be deleted.</summary>
    public string[] Folders => Directory.GetDirectories(Home, System.IO.Path.GetFileName(Path) + "*");

    public PostgresOptions Persistent => Given with { Root = Path };

    public PostgresOptions Ephemeral => Given with { Root = Path, Ephemeral = true };

    public int PostmasterId => int.Parse(
        File.ReadLines(In("data/postmaster.pid")).First(), CultureInfo.InvariantCulture);

    /// <summary>A pattern for the line of /proc/sysvipc/shm that shows the server's shared memory.</summary>
    public string SharedMemory
    {
        get
        {
            var keyAndId = File.ReadLines(In("data/postmaster.pid")).ElementAt(6);
            return $@"(?m)^\s*-?\d+\s+{keyAndId.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1]}\s";
        }
    }

    public int SupervisorId => SupervisorIds.Single();

    // A shell that forks has its own command line twice, until the fork runs its program.
    public IEnumerable<int> SupervisorIds =>
        from id in Processes.Of(Path)
        where Processes.CommandLine(id).Contains($"supervise.sh\0{Path}\0") && Processes.LeadsItsSession(id)
        select id;

    public string In(string name) => System.IO.Path.Combine(Path, name);

    public string Log => File.ReadAllText(In("server.log"));

    /// <summary>Starts a host and waits until it has opened the server.</summary>
    public async Task<HostProcess> OpenInHostAsync(params string[] words)
    {
        var host = StartHost(words);
        Assert.Null((await host.AnswerAsync())!.Error);

        return host;
    }

    /// <summary>Starts a host and does not wait.</summary>
    public HostProcess StartHost(params string[] words) => StartHost([HostProcess.Program, Path, .. words], []);

    /// <summary>Starts a host by another command, and with other variables.</summary>
    public HostProcess StartHost(IEnumerable<string> command, IEnumerable<(string Name, string? Value)> variables)
    {
        var host = HostProcess.Start(
            command, [.. variables, ("BITS_DATABASE_URL", null), ("BITS_PG_BIN", Given.BinDirectory)]);
        _hosts.Add(host);

        return host;
    }

    /// <summary>Waits until no process has to do with the folder.</summary>
    public Task HasNoProcessAsync() => Eventually.TrueAsync(() => Processes.Of(Path).Count == 0, $"no process in {Path}");

    public async ValueTask DisposeAsync()
    {
        _hosts.ForEach(host => host.Dispose());

        // What a failed test has stopped can't end, and its own message must not wait for that.
        await Processes.SignalAsync("CONT", Processes.Of(Path));
        try
        {
            await HasNoProcessAsync();
        }
        finally
        {
            await Processes.SignalAsync("KILL", Processes.Of(Path));
            foreach (var folder in Folders)
                Directory.Delete(folder, recursive: true);

            File.Delete(Path + ".lock");
        }
    }
}
