using System.Net.Http.Headers;
using Bits.Load.Measuring;

namespace Bits.Load.Rpc;

/// <summary>One call by the whole pipeline over HTTP, and the same statements by a bare minimal-API endpoint over HTTP: each
/// a process of its own, over the same database, with the same data in the answer.</summary>
sealed class PipelineOverhead(Uri backend, Uri bare, string token, Guid user, DemoCast cast)
{
    const int PageSize = 20;

    /// <summary>Measures both in turn.</summary>
    public async Task<IReadOnlyList<IReadOnlyList<ClientLoad>>> MeasureAsync(ScenarioContext context, CancellationToken ct)
    {
        using var http = new HttpClient();
        var whole = new Uri(backend, $"/rpc/groups.v1/ListPosts?groupId={cast.PublicGroup}&limit={PageSize}");
        var alone = new Uri(bare, $"/bare/posts?userId={user}&groupId={cast.PublicGroup}&limit={PageSize}");

        // Both have just been started; what is compared is a server that has run for a while.
        foreach (var address in (Uri[])[whole, alone])
            await Clients.RunAsync([_ => GetAsync(address)], context.At(small: TimeSpan.Zero, full: TimeSpan.FromSeconds(10)));

        return await Rounds.AlternateAsync(
            context.Rounds,
            [
                () => Clients.RunAsync([_ => GetAsync(whole)], context.RoundTime),
                () => Clients.RunAsync([_ => GetAsync(alone)], context.RoundTime),
            ], ct);

        async Task GetAsync(Uri address)
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, address);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
            using var response = await http.SendAsync(request, ct);
            response.EnsureSuccessStatusCode();
            await response.Content.ReadAsByteArrayAsync(ct);
        }
    }
}
