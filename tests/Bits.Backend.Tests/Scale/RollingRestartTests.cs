using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace Bits.Backend.Tests.Scale;

/// <summary>Node after node is replaced under load behind a balancer that looks at /health/ready: no call fails.</summary>
[Slow]
public sealed class RollingRestartTests(TestBackend test) : IClassFixture<TestBackend>
{
    const int Clients = 4;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_call_fails_while_node_after_node_is_replaced()
    {
        var asha = await test.UserAsync("Asha");
        var token = test.Backend.Token(asha);
        var nodes = new List<BackendProcess> { await StartAsync(), await StartAsync() };
        var ready = nodes.ToArray();
        using var calling = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        using var balancing = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var balancer = BalanceAsync(balancing.Token);
        var clients = Enumerable.Range(0, Clients).Select(CallAsync).ToList();

        for (var i = 0; i < 2; i++)
        {
            await Task.Delay(500, Ct);
            var fresh = await StartAsync();
            lock (nodes)
                nodes.Add(fresh);
            await Task.Delay(500, Ct);
            var old = nodes[0];
            await old.Process.StopAsync(Ct);
            lock (nodes)
                nodes.RemoveAt(0);
            await old.DisposeAsync();
        }

        await calling.CancelAsync();
        var calls = (await Task.WhenAll(clients)).Sum();
        await balancing.CancelAsync();
        await balancer;
        foreach (var node in nodes)
            await node.DisposeAsync();
        Assert.True(calls > 50, $"{calls}");

        async Task<int> CallAsync(int client)
        {
            var count = 0;
            while (!calling.IsCancellationRequested)
            {
                var among = Volatile.Read(ref ready);
                var node = among[(client + count) % among.Length];
                using var answer = await node.SendAsync(
                    count % 5 == 0 ? HttpMethod.Post : HttpMethod.Get, count % 5 == 0 ? "/rpc/notifications.v1/SetWhatsAppNumber" : "/rpc/accounts.v1/GetMe",
                    count % 5 == 0 ? JsonContent.Create(new { phone = $"+91987654{client}{count % 1000:D3}" }) : null, token, Ct);
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                count++;
            }

            return count;
        }

        async Task BalanceAsync(CancellationToken ct)
        {
            while (!ct.IsCancellationRequested)
            {
                BackendProcess[] known;
                lock (nodes)
                    known = [.. nodes];
                var good = new List<BackendProcess>();
                foreach (var node in known)
                    if (await IsReadyAsync(node))
                        good.Add(node);
                Volatile.Write(ref ready, [.. good]);
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }

    static async Task<bool> IsReadyAsync(BackendProcess node)
    {
        try
        {
            using var answer = await node.Http.GetAsync("/health/ready", Ct);
            return answer.StatusCode == HttpStatusCode.OK;
        }
        catch (Exception e) when (e is HttpRequestException or SocketException or ObjectDisposedException
                                  || e is OperationCanceledException && !Ct.IsCancellationRequested)
        {
            // The old node's client is disposed while a look at it may be under way, which cancels that look.
            return false;
        }
    }

    Task<BackendProcess> StartAsync() => BackendProcess.StartAsync(
        new Dictionary<string, string?>
        {
            ["ConnectionStrings__Bits"] = test.Database.ConnectionString,
            ["Auth__DevelopmentKeyFile"] = test.Backend.KeyFileName,
        },
        ["--RateLimits:Enabled=false", "--Http:DrainDelay=00:00:04"], Ct);
}
