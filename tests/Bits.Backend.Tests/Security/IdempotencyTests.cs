using System.Net;
using System.Net.Http.Json;
using System.Net.Sockets;

namespace Bits.Backend.Tests.Security;

/// <summary>The same write sent by many at once, again and again, while the server dies: one effect, one answer.</summary>
[Slow]
public sealed class IdempotencyTests(TestBackend test) : IClassFixture<TestBackend>
{
    const int Repeats = 200;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_hundred_repeats_with_kills_between_have_one_effect_and_one_answer()
    {
        var asha = await test.UserAsync("Asha");
        var random = new Random(11);
        var nodes = new Queue<BackendProcess>(await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => StartAsync())));
        var current = nodes.Dequeue();
        var senders = Enumerable.Range(0, Repeats).Select(_ => SendAsync()).ToList();
        while (nodes.Count > 0)
        {
            await Task.Delay(random.Next(10, 60), Ct);
            var dead = Interlocked.Exchange(ref current, nodes.Dequeue());
            await dead.Process.KillAsync(Ct);
            await dead.DisposeAsync();
        }

        var answers = await Task.WhenAll(senders);
        await current.DisposeAsync();

        Assert.Single(answers.Distinct());
        Assert.Equal(1L, await test.Database.DataSource.ValueAsync<long>("select count(*) from groups_group where slug = 'repeated'"));
        Assert.Equal(1L, await test.Database.DataSource.ValueAsync<long>(
            "select count(*) from audit_event where action = 'groups.create_group' and actor_id = $1", asha));

        async Task<string> SendAsync()
        {
            while (true)
            {
                var backend = Volatile.Read(ref current);
                try
                {
                    using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(backend.Http.BaseAddress!, "/rpc/groups.v1/CreateGroup"))
                    {
                        Content = JsonContent.Create(new { slug = "repeated", name = "Repeated", visibility = "public" }),
                        Headers = { Authorization = new("Bearer", test.Backend.Token(asha)) },
                    };
                    request.Headers.Add("Idempotency-Key", "the-same-for-all");
                    using var answer = await test.Backend.Http.SendAsync(request, Ct);
                    if (answer.StatusCode == HttpStatusCode.OK)
                        return await answer.Content.ReadAsStringAsync(Ct);

                    Assert.True(answer.StatusCode is HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout, $"{answer.StatusCode}");
                }
                catch (Exception e) when (e is HttpRequestException or SocketException)
                {
                    // The server is gone, maybe while it was connected to: the next one has the answer, or does it.
                }

                await Task.Delay(50, Ct);
            }
        }
    }

    Task<BackendProcess> StartAsync() => BackendProcess.StartAsync(
        new Dictionary<string, string?>
        {
            ["ConnectionStrings__Bits"] = test.Database.ConnectionString,
            ["Auth__DevelopmentKeyFile"] = test.Backend.KeyFileName,
        },
        ["--RateLimits:Enabled=false", "--Jobs:Enabled=false"], Ct);
}
