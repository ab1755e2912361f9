using System.Net.Sockets;
using Bits.Client;

namespace Bits.Backend.Tests.Http;

/// <summary>The typed client over real HTTP.</summary>
public sealed class ClientTests(TestBackend test) : IClassFixture<TestBackend>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Calls_have_types_and_refusals_have_reasons()
    {
        var asha = Client(await test.UserAsync("Asha"));
        var bikram = Client(await test.UserAsync("Bikram"));

        var group = await asha.CreateGroupAsync(new("client-one", "Client", ScopeVisibility.Private), ct: Ct);
        for (var i = 0; i < 3; i++)
            await asha.PostToGroupAsync(new(group.GroupId, $"post {i}"), ct: Ct);
        var page = await asha.ListPostsAsync(new(group.GroupId, Limit: 2), Ct);
        var rest = await asha.ListPostsAsync(new(group.GroupId, Limit: 2, Cursor: page.NextCursor), Ct);

        Assert.Equal(["post 2", "post 1", "post 0"], page.Posts.Concat(rest.Posts).Select(post => post.Body));
        Assert.Null(rest.NextCursor);
        var denied = await Assert.ThrowsAsync<BitsFaultException>(() => bikram.PostToGroupAsync(new(group.GroupId, "x"), ct: Ct));
        Assert.Equal((403, "not_a_member"), (denied.Status, denied.Reason));
        var malformed = await Assert.ThrowsAsync<BitsFaultException>(() => asha.CreateGroupAsync(new("-", "", ScopeVisibility.Public), ct: Ct));
        Assert.Contains(malformed.Errors, error => error.Field == "slug");
        Assert.NotNull(malformed.TraceId);
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_write_is_repeated_under_its_key_where_the_answer_was_lost(string slug, Exception loss)
    {
        using var lossy = new Lossy(loss, times: 1) { InnerHandler = new HttpClientHandler() };

        var group = await Client(await test.UserAsync("Asha"), lossy).CreateGroupAsync(new(slug, "Lossy", ScopeVisibility.Public), ct: Ct);

        Assert.Equal(group.GroupId, await test.Database.DataSource.ValueAsync<Guid>("select id from groups_group where slug = $1", slug));
    }

    [Theory]
    [MemberData(nameof(Losses))]
    public async Task A_server_that_stays_away_is_said_so(string slug, Exception loss)
    {
        using var lossy = new Lossy(loss, times: int.MaxValue) { InnerHandler = new HttpClientHandler() };

        await Assert.ThrowsAsync<HttpRequestException>(
            async () => await Client(await test.UserAsync("Asha"), lossy).CreateGroupAsync(new($"{slug}-away", "Lossy", ScopeVisibility.Public), ct: Ct));
    }

    public static TheoryData<string, Exception> Losses => new()
    {
        { "client-lossy", new HttpRequestException("lost") },
        { "client-cut", new SocketException((int)SocketError.NotConnected) },
    };

    BitsClient Client(Guid user, Lossy lossy) =>
        new(new(lossy) { BaseAddress = test.Backend.Http.BaseAddress }, _ => ValueTask.FromResult(test.Backend.Token(user)));

    BitsClient Client(Guid user) => new(test.Backend.Http, _ => ValueTask.FromResult(test.Backend.Token(user)));

    // The first answers are lost on their way back: the write has happened.
    sealed class Lossy(Exception loss, int times) : DelegatingHandler
    {
        int _lost;

        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var answer = await base.SendAsync(request, cancellationToken);
            if (_lost++ >= times)
                return answer;

            answer.Dispose();
            throw loss;
        }
    }
}
