using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using Npgsql;

namespace Bits.Backend.Tests.Scale;

/// <summary>Past one server: reads from replicas see what their caller has written, and a replica takes over.</summary>
[Slow]
public sealed class ReplicaTests
{
    const int Clients = 4;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_read_that_names_a_write_sees_it_whoever_answers()
    {
        var pairs = Cases.Of(2_000);
        await using var cluster = await PrimaryAndReplicas.StartAsync(Ct);
        var before = await cluster.AnsweredByReplicasAsync(Ct);
        await using var backend = await StartAsync(cluster);

        await Task.WhenAll(Enumerable.Range(0, Clients).Select(async client =>
        {
            var user = await UserAsync(cluster, $"client-{client}");
            var group = (await backend.PostAsync(
                user, "groups.v1/CreateGroup", new { slug = $"ryw-{client}", name = "R", visibility = "public" }, Ct)).GetProperty("groupId");
            for (var i = 0; i < pairs / Clients; i++)
                await AssertSeenAsync(backend, user, group);
        }));

        await backend.Process.StopAsync(Ct);
        var answered = await cluster.AnsweredByReplicasAsync(Ct) - before;
        TestContext.Current.TestOutputHelper?.WriteLine($"{pairs} pairs, {answered} transactions on the replicas");
        Assert.True(answered > pairs / 10, $"the replicas answered {answered} of {pairs}");
    }

    [Fact]
    public async Task When_the_primary_dies_a_replica_takes_over_and_nothing_acknowledged_is_lost()
    {
        await using var cluster = await PrimaryAndReplicas.StartAsync(Ct);
        await using var backend = await StartAsync(cluster);
        var user = await UserAsync(cluster, "writer");
        var acknowledged = new ConcurrentBag<string>();
        using var writing = CancellationTokenSource.CreateLinkedTokenSource(Ct);

        var writers = Enumerable.Range(0, Clients).Select(client => WriteAsync(client, writing.Token)).ToList();
        await UntilAsync(() => acknowledged.Count > 40, writers);
        await cluster.FailOverAsync(Ct);
        var atFailOver = acknowledged.Count;
        await UntilAsync(() => acknowledged.Count > atFailOver + 40, writers);
        await writing.CancelAsync();
        await Task.WhenAll(writers);

        await using var dataSource = new NpgsqlDataSourceBuilder(cluster.Primary).BuildMultiHost();
        await using var primary = dataSource.WithTargetSession(TargetSessionAttributes.Primary);
        await using var command = primary.CreateCommand("select slug from groups_group");
        await using var rows = await command.ExecuteReaderAsync(Ct);
        var there = new List<string>();
        while (await rows.ReadAsync(Ct))
            there.Add(rows.GetString(0));
        Assert.Empty(acknowledged.Except(there));
        Assert.Equal(there.Count, there.Distinct().Count());

        async Task WriteAsync(int client, CancellationToken ct)
        {
            for (var i = 0; !ct.IsCancellationRequested; i++)
            {
                var slug = $"w{client}-{i}";
                while (!await TryAsync(slug) && !ct.IsCancellationRequested)
                    await Task.Delay(100, CancellationToken.None);
            }
        }

        async Task<bool> TryAsync(string slug)
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/rpc/groups.v1/CreateGroup")
            {
                Content = JsonContent.Create(new { slug, name = slug, visibility = "public" }),
                Headers = { Authorization = new("Bearer", backend.Token(user)) },
            };
            request.Headers.Add("Idempotency-Key", slug);
            using var answer = await backend.Http.SendAsync(request, Ct);
            Assert.True(answer.StatusCode is HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable or HttpStatusCode.GatewayTimeout,
                $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Ct)}\n{backend.Process.Output}");
            if (answer.StatusCode != HttpStatusCode.OK)
                return false;
            acknowledged.Add(slug);
            return true;
        }
    }

    static async Task AssertSeenAsync(BackendProcess backend, Guid user, JsonElement group)
    {
        using var write = await backend.SendAsync(
            HttpMethod.Post, "/rpc/groups.v1/PostToGroup", JsonContent.Create(new { groupId = group, body = "seen?" }), backend.Token(user), Ct);
        var post = (await write.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("postId").GetGuid();
        using var read = new HttpRequestMessage(HttpMethod.Get, $"/rpc/groups.v1/ListPosts?groupId={group}&limit=1");
        read.Headers.Authorization = new("Bearer", backend.Token(user));
        read.Headers.Add("Read-After", Assert.Single(write.Headers.GetValues("Commit-Token")));
        using var answer = await backend.Http.SendAsync(read, Ct);

        var seen = (await answer.Content.ReadFromJsonAsync<JsonElement>(Ct)).GetProperty("posts")[0].GetProperty("postId").GetGuid();
        Assert.Equal(post, seen);
    }

    static Task<BackendProcess> StartAsync(PrimaryAndReplicas cluster) => BackendProcess.StartAsync(
        new Dictionary<string, string?>
        {
            ["ConnectionStrings__Bits"] = cluster.Primary,
            ["ConnectionStrings__BitsReplicas"] = cluster.Replicas,
        },
        ["--RateLimits:Enabled=false", "--Jobs:Enabled=false"], Ct);

    static async Task<Guid> UserAsync(PrimaryAndReplicas cluster, string name)
    {
        var id = Guid.CreateVersion7();
        await using var dataSource = new NpgsqlDataSourceBuilder(cluster.Primary).BuildMultiHost();
        await using var primary = dataSource.WithTargetSession(TargetSessionAttributes.Primary);
        await primary.SqlAsync("insert into accounts_user (id, username, email, name) values ($1, $2, $2 || '@example.org', $2)", id, name);
        return id;
    }

    // A writer that has broken off says why; waiting for it would not.
    static async Task UntilAsync(Func<bool> done, IEnumerable<Task> writers)
    {
        for (var i = 0; i < 1_200 && !done(); i++)
        {
            foreach (var writer in writers.Where(writer => writer.IsCompleted))
                await writer;
            await Task.Delay(50, Ct);
        }

        Assert.True(done(), "not within a minute");
    }
}
