namespace Bits.EmbeddedPostgres.Tests.Cluster;

/// <summary>Several processes, one server.</summary>
[Slow]
public sealed class SharingTests(PreparedCluster prepared)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_process_attaches_and_keeps_the_server_when_the_first_leaves()
    {
        await using var root = await prepared.CopyAsync();
        var asha = await root.OpenInHostAsync();
        var postmaster = root.PostmasterId;

        var bikram = await root.OpenInHostAsync();
        await asha.CloseAsync();

        Assert.False(asha.Answer.Attached);
        Assert.True(bikram.Answer.Attached);
        Assert.Equal(asha.Answer.ConnectionString, bikram.Answer.ConnectionString);
        Assert.Equal("bits", await bikram.QueryAsync<string>("select current_database()"));
        Assert.Equal(postmaster, root.PostmasterId);

        await bikram.CloseAsync();
        await root.HasNoProcessAsync();
    }

    [Fact]
    public async Task Of_processes_that_open_an_empty_folder_at_once_one_starts_and_the_others_attach()
    {
        await using var root = new TestRoot();

        var hosts = Enumerable.Range(0, 5).Select(_ => root.StartHost()).ToList();
        var answers = await Task.WhenAll(hosts.Select(host => host.AnswerAsync()));

        Assert.All(answers, answer => Assert.Null(answer!.Error));
        Assert.Single(answers, answer => !answer!.Attached);
        Assert.Single(root.SupervisorIds);

        foreach (var host in hosts.Take(3))
            await host.KillAsync();
        Assert.Equal("bits", await hosts[3].QueryAsync<string>("select current_database()"));
        Assert.Equal("bits", await hosts[4].QueryAsync<string>("select current_database()"));
    }

    [Fact]
    public async Task Who_comes_at_the_moment_the_last_user_leaves_gets_a_server_that_stays()
    {
        await using var root = await prepared.CopyAsync();
        var (attached, times) = (0, Cases.Of(100));

        for (var i = 0; i < times; i++)
        {
            var leaving = await PostgresServer.OpenAsync(root.Persistent, Ct);
            var coming = SoonAsync(() => PostgresServer.OpenAsync(root.Persistent, Ct));
            await SoonAsync(async () =>
            {
                await leaving.DisposeAsync();
                return true;
            });

            await using var come = await coming;
            await Task.Delay(TimeSpan.FromMilliseconds(40), Ct);
            Assert.Equal(1, await Sql.QueryAsync<int>(come.ConnectionString, "select 1"));
            attached += come.Attached ? 1 : 0;
        }

        TestContext.Current.SendDiagnosticMessage($"{attached} of {times} attached, the others waited and started anew");
    }

    [Fact]
    public async Task Two_opens_in_one_process_count_as_two_users()
    {
        await using var root = await prepared.CopyAsync();
        await using var first = await PostgresServer.OpenAsync(root.Persistent, Ct);
        await using var second = await PostgresServer.OpenAsync(root.Persistent, Ct);

        await first.DisposeAsync();
        await first.DisposeAsync();

        Assert.True(second.Attached);
        Assert.Equal("bits", await Sql.QueryAsync<string>(second.ConnectionString, "select current_database()"));
    }

    [Fact]
    public async Task The_server_stays_although_nobody_keeps_the_object()
    {
        await using var root = await prepared.CopyAsync();
        var connectionString = await OpenAndForgetAsync(root);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        await Task.Delay(TimeSpan.FromMilliseconds(200), Ct);

        Assert.Equal("bits", await Sql.QueryAsync<string>(connectionString, "select current_database()"));
        await Processes.SignalAsync("INT", root.PostmasterId);
        await PostgresServerIsGoneAsync(root);
    }

    [Fact]
    public async Task A_process_that_a_user_leaves_behind_does_not_keep_the_server()
    {
        await using var root = await prepared.CopyAsync();
        var host = await root.OpenInHostAsync("child");

        await host.KillAsync();

        await root.HasNoProcessAsync();
    }

    [Fact]
    public async Task Ctrl_C_in_the_terminal_does_not_stop_the_server_under_a_living_program()
    {
        await using var root = await prepared.CopyAsync();
        var host = root.StartHost(["setsid", HostProcess.Program, root.Path, "stubborn"], []);
        Assert.Null((await host.AnswerAsync())!.Error);

        await Processes.SignalAsync("INT", -host.Id);
        await Task.Delay(TimeSpan.FromMilliseconds(300), Ct);

        Assert.Equal("bits", await host.QueryAsync<string>("select current_database()"));
        Assert.DoesNotContain("shutdown request", root.Log);
    }

    // Within some milliseconds, in steps that are shorter than a timer's.
    static Task<T> SoonAsync<T>(Func<Task<T>> act) => Task.Run(async () =>
    {
        for (var yields = Random.Shared.Next(20_000); yields > 0; yields--)
            await Task.Yield();

        return await act();
    });

    static async Task<string> OpenAndForgetAsync(TestRoot root) =>
        (await PostgresServer.OpenAsync(root.Persistent, Ct)).ConnectionString;

    // The claim of this process can no longer be given up; the supervisor ends when a newcomer finds its server dead.
    static async Task PostgresServerIsGoneAsync(TestRoot root)
    {
        await Eventually.TrueAsync(() => !File.Exists(root.In("data/postmaster.pid")), "the server has stopped");
        await using var newcomer = await PostgresServer.OpenAsync(root.Persistent, Ct);
    }
}
