using System.Text.Json;

namespace Bits.Load.Tests;

/// <summary>The scenarios in which processes die. How fast anything is, no test says.</summary>
[Slow]
public sealed class FaultScenariosTests(EmptyDatabase database) : IClassFixture<EmptyDatabase>
{
    [Fact]
    public async Task Fanout_at_small_scale_measures_its_keys_and_nothing_is_sent_twice_or_lost()
    {
        var figures = await LoadProcess.MeasureAsync(database, "fanout");

        Assert.Equal(
            ["recipients", "channels", "planned_seconds", "accepted_once", "accepted_twice", "unknown", "lost"],
            figures.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal((0, 0), (figures.GetProperty("accepted_twice").GetInt32(), figures.GetProperty("lost").GetInt32()));
    }

    [Fact]
    public async Task Rpc_faults_at_small_scale_measures_its_keys_and_loses_nothing()
    {
        var (exit, output) = await LoadProcess.RunAsync("rpc-faults", "--scale", "small");

        Assert.True(exit == 0, output);
        AssertFaults(LoadProcess.LastLine(output), ["postgres_restart", "worker_kill", "rolling_restart"]);
    }

    static void AssertFaults(JsonElement figures, string[] faults)
    {
        Assert.Equal(
            ["answered", "rps", "failed_tries", "failed_tries_outside", "error_rate", "drained_seconds", "calls", "faults", "proof"],
            figures.EnumerateObject().Select(figure => figure.Name));
        Assert.Equal(
            [
                "accounts.v1/GetMe", "groups.v1/CreateGroup", "groups.v1/JoinGroup", "groups.v1/LeaveGroup", "groups.v1/ListPosts",
                "groups.v1/PostToGroup", "notifications.v1/ListInbox", "search.v1/Search",
            ],
            figures.GetProperty("calls").EnumerateObject().Select(call => call.Name));
        Assert.Equal(faults, figures.GetProperty("faults").EnumerateObject().Select(fault => fault.Name));
        Assert.Equal(0, figures.GetProperty("faults").GetProperty("rolling_restart").GetProperty("failed_tries").GetInt32());
        Assert.Equal(
            ["groups", "posts", "memberships", "audit_events", "notifications"],
            figures.GetProperty("proof").EnumerateObject().Select(check => check.Name));
        Assert.All(figures.GetProperty("proof").EnumerateObject(), check =>
        {
            Assert.True(check.Value.GetProperty("acknowledged").GetInt64() > 0, $"{check}");
            Assert.Equal((0, 0), (check.Value.GetProperty("lost").GetInt64(), check.Value.GetProperty("surplus").GetInt64()));
        });
    }
}
