using System.Net;
using System.Net.Http.Headers;
using Bits.Platform.Photos;
using Bits.Testing.Photos;
using Microsoft.Extensions.DependencyInjection;

namespace Bits.Backend.Tests.Http;

/// <summary>Photos are shown with headers under which a browser never runs them, and to nobody but whom they are for.
/// </summary>
public sealed class PhotoFilesTests(TestBackend test) : IClassFixture<TestBackend>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_owner_sees_a_photo_in_both_sizes_with_strict_headers()
    {
        var (asha, photo) = await UploadAsync();

        foreach (var name in new[] { "small.jpg", "large.jpg" })
        {
            using var answer = await GetAsync($"/files/photos/{photo}/{name}", asha);

            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            Assert.Equal("image/jpeg", answer.Content.Headers.ContentType!.ToString());
            Assert.Equal($"inline; filename=\"{name}\"", answer.Content.Headers.ContentDisposition!.ToString());
            Assert.Equal("default-src 'none'; sandbox", Header(answer, "Content-Security-Policy"));
            Assert.Equal("nosniff", Header(answer, "X-Content-Type-Options"));
            Assert.Equal("same-origin", Header(answer, "Cross-Origin-Resource-Policy"));
            Assert.Equal("max-age=300, private", answer.Headers.CacheControl!.ToString());
            Assert.Equal(["Authorization", "Cookie"], answer.Headers.Vary);
            Assert.Equal([0xFF, 0xD8, 0xFF], (await answer.Content.ReadAsByteArrayAsync(Ct))[..3]);
        }
    }

    [Fact]
    public async Task A_browser_that_has_the_photo_gets_no_bytes()
    {
        var (asha, photo) = await UploadAsync();
        using var first = await GetAsync($"/files/photos/{photo}/small.jpg", asha);

        using var second = await GetAsync($"/files/photos/{photo}/small.jpg", asha, first.Headers.ETag);
        using var other = await GetAsync($"/files/photos/{photo}/large.jpg", asha, first.Headers.ETag);

        Assert.Equal((HttpStatusCode.NotModified, first.Headers.ETag), (second.StatusCode, second.Headers.ETag));
        Assert.Empty(await second.Content.ReadAsByteArrayAsync(Ct));
        Assert.Equal("max-age=300, private", second.Headers.CacheControl!.ToString());
        Assert.Equal(HttpStatusCode.OK, other.StatusCode);
    }

    [Fact]
    public async Task To_others_a_photo_does_not_exist()
    {
        var (asha, photo) = await UploadAsync();
        var bikram = await test.UserAsync("Bikram");

        using var hidden = await GetAsync($"/files/photos/{photo}/small.jpg", bikram);
        using var missing = await GetAsync($"/files/photos/{Guid.CreateVersion7()}/small.jpg", bikram);
        using var noSize = await GetAsync($"/files/photos/{photo}/original.jpg", asha);
        using var stranger = await test.Backend.Http.GetAsync($"/files/photos/{photo}/small.jpg", Ct);

        Assert.Equal(HttpStatusCode.NotFound, hidden.StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, missing.StatusCode);
        Assert.Equal(await DetailAsync(missing), await DetailAsync(hidden));
        Assert.Equal(HttpStatusCode.NotFound, noSize.StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, stranger.StatusCode);
        Assert.Equal("no-store", stranger.Headers.CacheControl!.ToString());
    }

    async Task<(Guid Owner, Guid Photo)> UploadAsync()
    {
        var asha = await test.UserAsync("Asha");
        await using var platform = TestPlatform.BuildOver(test.Database.DataSource);
        await using var db = await test.Database.DataSource.OpenConnectionAsync(Ct);
        var photo = await platform.GetRequiredService<PhotoPipeline>().ProcessAsync(Quadrants.Jpeg(), Ct);
        return (asha, await platform.GetRequiredService<PhotoStore>().PutAsync(db, asha, photo, Ct));
    }

    async Task<HttpResponseMessage> GetAsync(string address, Guid user, EntityTagHeaderValue? known = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        request.Headers.Authorization = new("Bearer", test.Backend.Token(user));
        if (known is not null)
            request.Headers.IfNoneMatch.Add(known);
        return await test.Backend.Http.SendAsync(request, Ct);
    }

    static string Header(HttpResponseMessage answer, string name) => Assert.Single(answer.Headers.GetValues(name));

    static async Task<string> DetailAsync(HttpResponseMessage answer) =>
        System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Ct)).RootElement.GetProperty("detail").GetString()!;
}
