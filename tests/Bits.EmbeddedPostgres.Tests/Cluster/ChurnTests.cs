namespace Bits.EmbeddedPostgres.Tests.Cluster;

/// <summary>Processes come and go at random, some by SIGKILL, and every open still ends in a working server.</summary>
[Slow]
public sealed class ChurnTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ephemeral", 120)]
    [InlineData("persistent", 40)]
    public async Task Every_open_ends_in_a_working_server_while_others_come_go_and_are_killed(string kind, int seconds)
    {
        await using var root = new TestRoot();
        var options = kind == "ephemeral" ? root.Ephemeral : root.Persistent;
        using var time = new CancellationTokenSource(Cases.Of(TimeSpan.FromSeconds(seconds)));

        var opens = await Task.WhenAll(
            OpenAndCloseAsync(options, time.Token),
            OpenAndCloseAsync(options, time.Token),
            KillUsersAsync(root, kind, time.Token),
            KillSupervisorsAsync(root, time.Token));

        TestContext.Current.SendDiagnosticMessage(
            $"{kind}: {opens[0] + opens[1]} opens, {opens[2]} users and {opens[3]} supervisors killed");
        Assert.True(opens[0] > 0 && opens[1] > 0);

        // One more open and close in peace clears up what a killed supervisor could not.
        await using (await PostgresServer.OpenAsync(options, Ct))
        {
        }

        await root.HasNoProcessAsync();
        Assert.Equal(kind == "persistent" ? [root.Path] : [], root.Folders);
    }

    static async Task<int> OpenAndCloseAsync(PostgresOptions options, CancellationToken end)
    {
        var opens = 0;
        for (; !end.IsCancellationRequested; opens++)
        {
            await using var server = await PostgresServer.OpenAsync(options, Ct);
            await Sql.QueryAsync<int>(server.ConnectionString, "select 1");

            await Task.Delay(Random.Shared.Next(100), Ct);
            Assert.Equal(1, await Sql.QueryAsync<int>(server.ConnectionString, "select 1"));
            await server.DisposeAsync();

            // Long enough, at times, for the other opener to be the last one too.
            await Task.Delay(Random.Shared.Next(200), Ct);
        }

        return opens;
    }

    static async Task<int> KillUsersAsync(TestRoot root, string kind, CancellationToken end)
    {
        var kills = 0;
        for (; !end.IsCancellationRequested; kills++)
        {
            var host = root.StartHost(kind);
            var answer = host.AnswerAsync();
            await Task.WhenAny(answer, Task.Delay(Random.Shared.Next(200, 3000), Ct));
            await host.KillAsync();

            Assert.Null((await answer)?.Error);
        }

        return kills;
    }

    static async Task<int> KillSupervisorsAsync(TestRoot root, CancellationToken end)
    {
        var kills = 0;
        for (; !end.IsCancellationRequested; await Task.Delay(Random.Shared.Next(1000), Ct))
        {
            foreach (var supervisor in root.SupervisorIds.Take(1))
            {
                await Processes.SignalAsync("KILL", supervisor);
                kills++;
            }
        }

        return kills;
    }
}
