namespace Bits.EmbeddedPostgres.Tests.Cluster;

/// <summary>Clusters for tests: fast, and gone with their last user.</summary>
[Slow]
public sealed class EphemeralTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_ephemeral_cluster_is_not_durable_and_its_folder_goes_with_the_last_user()
    {
        await using var root = new TestRoot();
        var server = await PostgresServer.OpenAsync(root.Ephemeral, Ct);
        var attached = await PostgresServer.OpenAsync(root.Ephemeral, Ct);

        Assert.True(attached.Attached);
        Assert.Equal("off off off off off", await Sql.QueryAsync<string>(server.ConnectionString, """
            select concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'),
                current_setting('full_page_writes'), current_setting('autovacuum'), current_setting('jit'))
            """));

        await server.DisposeAsync();
        Assert.Equal(1, await Sql.QueryAsync<int>(attached.ConnectionString, "select 1"));
        await attached.DisposeAsync();

        await root.HasNoProcessAsync();
        Assert.False(Directory.Exists(root.Path));
        Assert.Equal(0, new FileInfo(root.Path + ".lock").Length);
    }

    [Fact]
    public async Task An_ephemeral_cluster_whose_processes_were_all_killed_begins_anew()
    {
        await using var root = new TestRoot();
        var host = await root.OpenInHostAsync("ephemeral");
        await Sql.RunAsync(host.Answer.ConnectionString, "create table member (name text)");
        var sharedMemory = root.SharedMemory;
        Assert.Matches(sharedMemory, await File.ReadAllTextAsync("/proc/sysvipc/shm", Ct));
        await Processes.SignalAsync("KILL", host.Id, root.SupervisorId, root.PostmasterId);
        Directory.CreateDirectory(root.Path + ".gone.0");

        await using var server = await PostgresServer.OpenAsync(root.Ephemeral, Ct);

        Assert.False(await Sql.QueryAsync<bool>(server.ConnectionString, "select to_regclass('member') is not null"));
        Assert.False(Directory.Exists(root.Path + ".gone.0"));
        Assert.DoesNotMatch(sharedMemory, await File.ReadAllTextAsync("/proc/sysvipc/shm", Ct));
    }

    [Fact]
    public async Task An_opener_during_the_removal_gets_a_new_cluster()
    {
        await using var root = new TestRoot();
        await using var first = await PostgresServer.OpenAsync(root.Ephemeral, Ct);
        await Processes.SignalAsync("STOP", root.PostmasterId);
        await first.DisposeAsync();
        await Eventually.TrueAsync(() => File.Exists(root.In("closing")), "the supervisor closes");

        var opening = PostgresServer.OpenAsync(root.Ephemeral, Ct);
        await Processes.SignalAsync("CONT", root.PostmasterId);
        await using var second = await opening;

        Assert.False(second.Attached);
        Assert.Equal("bits", await Sql.QueryAsync<string>(second.ConnectionString, "select current_database()"));
    }

    [Fact]
    public async Task An_ephemeral_cluster_that_does_not_start_leaves_no_folder()
    {
        await using var root = new TestRoot();
        var options = root.Ephemeral with { Settings = new Dictionary<string, string> { ["no_such_setting"] = "1" } };

        var e = await Assert.ThrowsAsync<PostgresUnavailableException>(() => PostgresServer.OpenAsync(options, Ct));

        Assert.Contains("no_such_setting", e.Message);
        await root.HasNoProcessAsync();
        Assert.False(Directory.Exists(root.Path));
    }
}
