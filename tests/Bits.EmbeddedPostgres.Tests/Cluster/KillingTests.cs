using Bits.EmbeddedPostgres.Cluster;
using Npgsql;

namespace Bits.EmbeddedPostgres.Tests.Cluster;

/// <summary>Real processes, real SIGKILLs.</summary>
[Slow]
public sealed class KillingTests(PreparedCluster prepared)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_server_stops_cleanly_when_its_last_user_is_killed()
    {
        await using var root = await prepared.CopyAsync();
        var host = await root.OpenInHostAsync();

        await host.KillAsync();

        await root.HasNoProcessAsync();
        Assert.Contains("database system is shut down", root.Log);
    }

    [Fact]
    public async Task Committed_rows_survive_when_user_supervisor_and_server_are_killed_together()
    {
        await using var root = await prepared.CopyAsync();
        var host = await root.OpenInHostAsync();
        await Sql.RunAsync(host.Answer.ConnectionString, "create table member as select 'Chitra' as name");

        await Processes.SignalAsync("KILL", host.Id, root.SupervisorId, root.PostmasterId);
        await using var server = await PostgresServer.OpenAsync(root.Persistent, Ct);

        Assert.False(server.Attached);
        Assert.Equal("Chitra", await Sql.QueryAsync<string>(server.ConnectionString, "select name from member"));
        Assert.Contains("automatic recovery in progress", root.Log);
    }

    [Fact]
    public async Task A_server_whose_supervisor_was_killed_is_adopted_and_nobody_loses_a_connection()
    {
        await using var root = await prepared.CopyAsync();
        var asha = await root.OpenInHostAsync();
        await using var connection = new NpgsqlConnection(asha.Answer.ConnectionString);
        await connection.OpenAsync(Ct);

        await Processes.SignalAsync("KILL", root.SupervisorId);
        await using (var bikram = await PostgresServer.OpenAsync(root.Persistent, Ct))
            Assert.True(bikram.Attached);

        // Bikram has left; Asha, who came before the new supervisor, still counts.
        await Eventually.TrueAsync(() => root.SupervisorIds.Any(), "a new supervisor");
        await Task.Delay(TimeSpan.FromMilliseconds(300), Ct);
        await using var command = new NpgsqlCommand("select 1", connection);
        Assert.Equal(1, await command.ExecuteScalarAsync(Ct));

        await asha.KillAsync();
        await root.HasNoProcessAsync();
        Assert.Contains("database system is shut down", root.Log);
    }

    [Fact]
    public async Task An_orphaned_server_without_any_user_is_adopted_and_stops_with_its_new_user()
    {
        await using var root = await prepared.CopyAsync();
        var host = await root.OpenInHostAsync();
        await Processes.SignalAsync("KILL", root.SupervisorId, host.Id); // first the one that would see the other go
        var postmaster = root.PostmasterId;

        await using (var server = await PostgresServer.OpenAsync(root.Persistent, Ct))
        {
            Assert.True(server.Attached);
            Assert.Equal(postmaster, root.PostmasterId);
        }

        await root.HasNoProcessAsync();
    }

    [Fact]
    public async Task A_supervisor_killed_while_it_closes_leaves_nothing_that_confuses_the_next_opener()
    {
        await using var root = await prepared.CopyAsync();
        var host = await root.OpenInHostAsync();
        await Processes.SignalAsync("STOP", root.PostmasterId);
        await host.CloseAsync();
        await Eventually.TrueAsync(() => File.Exists(root.In("closing")), "the supervisor closes");
        await Processes.SignalAsync("KILL", root.SupervisorId);

        var opening = PostgresServer.OpenAsync(root.Persistent, Ct);
        await Processes.SignalAsync("CONT", root.PostmasterId);
        await using var server = await opening;

        Assert.Equal("bits", await Sql.QueryAsync<string>(server.ConnectionString, "select current_database()"));
    }

    [Fact]
    public async Task A_supervisor_that_comes_when_the_server_it_takes_over_has_ended_ends_too()
    {
        await using var root = await prepared.CopyAsync();
        var folder = new ClusterFolder(root.Path, ephemeral: false);
        ClientLease.MakePipe(folder.Alive);
        using var presence = ClientLease.Enter(folder.Alive);

        await Supervisor.StartAsync(folder, [], Ct);

        await root.HasNoProcessAsync();
    }

    [Fact]
    public async Task A_server_killed_under_a_living_user_is_started_again_by_the_next_opener()
    {
        await using var root = await prepared.CopyAsync();
        var asha = await root.OpenInHostAsync();
        await Processes.SignalAsync("KILL", root.PostmasterId);

        await using (var bikram = await PostgresServer.OpenAsync(root.Persistent, Ct))
        {
            Assert.False(bikram.Attached);
            Assert.Single(root.SupervisorIds);

            // Asha's claim was on the dead server: her end does not touch the new one.
            await asha.CloseAsync();
            Assert.Equal("bits", await Sql.QueryAsync<string>(bikram.ConnectionString, "select current_database()"));
        }

        await root.HasNoProcessAsync();
    }

    [Fact]
    public async Task A_postmaster_pid_left_behind_with_the_number_of_a_stranger_is_no_obstacle()
    {
        await using var root = await prepared.CopyAsync();
        var host = await root.OpenInHostAsync();
        var pidFile = root.In("data/postmaster.pid");
        await Processes.SignalAsync("KILL", host.Id, root.SupervisorId, root.PostmasterId);
        await root.HasNoProcessAsync();

        // A process of the user the server runs as: of others PostgreSQL itself knows that they are not its like.
        var (user, _) = Unix.Posix.OwnerOf(pidFile)!.Value;
        using var stranger = Unix.Posix.IsRoot
            ? HostProcess.Start(["setpriv", $"--reuid={user}", "--clear-groups", "sleep", "60"])
            : HostProcess.Start(["sleep", "60"]);
        var lines = await File.ReadAllLinesAsync(pidFile, Ct);
        await File.WriteAllLinesAsync(pidFile, [$"{stranger.Id}", .. lines[1..]], Ct);

        var reports = new List<string>();
        await using var server = await PostgresServer.OpenAsync(root.Persistent with { Report = reports.Add }, Ct);

        Assert.False(server.Attached);
        Assert.Contains(reports, report => report.Contains("postmaster.pid"));
        Assert.Equal("bits", await Sql.QueryAsync<string>(server.ConnectionString, "select current_database()"));
    }

    [Fact]
    public async Task An_initdb_whose_starter_was_killed_keeps_its_folder_until_it_has_ended()
    {
        await using var root = new TestRoot();
        var host = root.StartHost();
        string? unfinished = null;
        await Eventually.TrueAsync(
            () => (unfinished = Unfinished(root)) is not null && Unix.RunningProcesses.AnyWith(unfinished), "an initdb");
        await host.KillAsync();

        var opening = PostgresServer.OpenAsync(root.Persistent, Ct);
        var finished = false;
        for (; Directory.Exists(unfinished); await Task.Delay(1, Ct))
            finished |= Directory.Exists(Path.Combine(unfinished, "base", "5")); // the last database that it makes

        await using var server = await opening;
        Assert.True(finished);
    }

    [Fact]
    public async Task Processes_killed_at_any_moment_of_their_start_leave_nothing_running()
    {
        await using var root = new TestRoot();

        foreach (var _ in Cases.Numbers(60))
        {
            var host = root.StartHost();
            await Task.Delay(Random.Shared.Next(50, 1200), Ct);
            await host.KillAsync();
        }

        await root.HasNoProcessAsync();
        await using var server = await PostgresServer.OpenAsync(root.Persistent, Ct);
        Assert.Equal("bits", await Sql.QueryAsync<string>(server.ConnectionString, "select current_database()"));
        Assert.Null(Unfinished(root));
    }

    static string? Unfinished(TestRoot root) =>
        Directory.Exists(root.Path) ? Directory.GetDirectories(root.Path, "data.*.new").FirstOrDefault() : null;
}
