using System.Globalization;

namespace Bits.EmbeddedPostgres.Tests.Support;

/// <summary>The folder of one private cluster, and all processes that have to do with it. Leaves nothing behind.</summary>
sealed class TestRoot : IAsyncDisposable
{
    readonly List<HostProcess> _hosts = [];

    public string Path { get; init; } = System.IO.Path.Combine(
        System.IO.Path.GetTempPath(), $"bits-pg-test-{Guid.CreateVersion7():N}");

    public PostgresOptions Persistent => new() { Root = Path };

    public PostgresOptions Ephemeral => new() { Root = Path, Ephemeral = true };

    public int PostmasterId => int.Parse(
        File.ReadLines(In("data/postmaster.pid")).First(), CultureInfo.InvariantCulture);

    public int SupervisorId => SupervisorIds.Single();

    public IEnumerable<int> SupervisorIds =>
        Processes.Of(Path).Where(id => Processes.CommandLine(id).Contains($"supervise.sh\0{Path}\0"));

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
    public HostProcess StartHost(params string[] words) => StartHost([HostProcess.Program, Path, .. words], null);

    /// <summary>Starts a host by another command, and in another environment.</summary>
    public HostProcess StartHost(IEnumerable<string> command, IReadOnlyDictionary<string, string>? environment)
    {
        var host = HostProcess.Start(command, environment);
        _hosts.Add(host);
        return host;
    }

    /// <summary>Waits until no process has to do with the folder.</summary>
    public Task HasNoProcessAsync() => Eventually.TrueAsync(() => Processes.Of(Path).Count == 0, $"no process in {Path}");

    public async ValueTask DisposeAsync()
    {
        _hosts.ForEach(host => host.Dispose());
        try
        {
            await HasNoProcessAsync();
        }
        finally
        {
            await Processes.SignalAsync("KILL", Processes.Of(Path));
            foreach (var folder in Directory.GetDirectories(System.IO.Path.GetTempPath(), System.IO.Path.GetFileName(Path) + "*"))
                Directory.Delete(folder, recursive: true);
            File.Delete(Path + ".lock");
        }
    }
}
