using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Bits.Testing.Photos;

namespace Bits.Backend.Tests.Http;

/// <summary>Photos come as a browser sends them: good ones, hostile ones, and many that come slowly.</summary>
[Slow]
public sealed partial class UploadTests : IAsyncLifetime
{
    const string SetPhoto = "/do/directory.v1/SetPhoto";
    const int Connections = 12;

    readonly TestBackend _test = new();
    BackendProcess _backend = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        await _test.Database.InitializeAsync();
        _backend = await BackendProcess.StartAsync(
            new Dictionary<string, string?> { ["ConnectionStrings__Bits"] = $"{_test.Database.ConnectionString};Maximum Pool Size={Connections};Timeout=5" },
            ["--RateLimits:Uploads=30"], Ct);
    }

    public async ValueTask DisposeAsync()
    {
        await _backend.DisposeAsync();
        await _test.Database.DisposeAsync();
    }

    [Fact]
    public async Task A_good_photo_becomes_that_of_the_profile_and_a_hostile_one_changes_nothing()
    {
        var asha = await _test.UserAsync("Asha");
        using var browser = await SignInAsync(asha);
        await SendAsync(browser, Quadrants.Jpeg(640, 480), "me.jpg");
        var photo = await PhotoAsync(asha);
        Assert.NotNull(photo);

        foreach (var hostile in HostilePhotos.All().Where(one => one.End == HostileEnd.Refused).Chunk(6).Select(some => some[0]))
        {
            await SendAsync(browser, hostile.Content, "me.jpg\"; x=\"../../etc/passwd");
            Assert.Equal(photo, await PhotoAsync(asha));
        }

        foreach (var hostile in HostilePhotos.All().Where(one => one.End == HostileEnd.Cleaned).Chunk(8).Select(some => some[0]))
        {
            await SendAsync(browser, hostile.Content, "me.svg");
            var image = await browser.GetByteArrayAsync($"/files/photos/{await PhotoAsync(asha)}/large.jpg", Ct);
            Assert.DoesNotContain(HostilePhoto.Payload, Encoding.Latin1.GetString(image), StringComparison.Ordinal);
            Assert.Equal([0xFF, 0xD8, 0xFF], image[..3]);
        }
    }

    [Fact]
    public async Task A_photo_above_five_megabytes_is_refused_with_a_page_and_without_a_field_with_the_remedy()
    {
        var asha = await _test.UserAsync("Asha");
        using var browser = await SignInAsync(asha);

        using var large = await PostAsync(browser, new byte[(5 << 20) + (1 << 17)], "me.jpg");
        using var larger = await PostAsync(browser, new byte[12 << 20], "me.jpg");
        await SendAsync(browser, [], "me.jpg");

        Assert.Equal(HttpStatusCode.BadRequest, large.StatusCode);
        Assert.Contains("too large files", await large.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, larger.StatusCode);
        Assert.Contains("Send smaller texts and files.", await larger.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
        Assert.Null(await PhotoAsync(asha));
    }

    [Fact]
    public async Task Many_slow_uploads_hold_no_connection_and_a_member_sends_two_at_once()
    {
        var slow = new List<TcpClient>();
        for (var i = 0; i < 12; i++)
        {
            var member = await _test.UserAsync("Slow");
            slow.Add(await BeginAsync(member));
            slow.Add(await BeginAsync(member));
        }

        var asha = await _test.UserAsync("Asha");
        slow.Add(await BeginAsync(asha));
        slow.Add(await BeginAsync(asha));
        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => _backend.GetAsync(asha, "directory.v1/GetOwnProfile", Ct)));
        var held = await _test.Database.DataSource.ValueAsync<long>(
            "select count(*) from pg_stat_activity where datname = current_database() and state like 'idle in transaction%'");
        using var third = await BeginAsync(asha, end: true);
        var refused = await ReadAsync(third);
        foreach (var client in slow)
            client.Dispose();

        Assert.Equal(0L, held);
        Assert.StartsWith("HTTP/1.1 429 ", refused, StringComparison.Ordinal);
        Assert.Contains("uploads_busy", refused, StringComparison.Ordinal);
        using var browser = await SignInAsync(asha);
        for (var tries = 0; tries < 50 && await PhotoAsync(asha) is null; tries++)
            await SendAsync(browser, Quadrants.Jpeg(64, 64), "me.jpg"); // until the places are free again
        Assert.NotNull(await PhotoAsync(asha));
    }

    [Fact]
    public async Task Photos_of_many_at_once_are_stored_while_others_are_answered()
    {
        var photo = Quadrants.Jpeg(640, 480);
        var members = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => _test.UserAsync("Asha")));

        var sent = members.Select(member => _backend.PostAsync(member, "directory.v1/SetPhoto", new { photo }, Ct)).ToList();
        await Task.WhenAll(members.Select(member => _backend.GetAsync(member, "directory.v1/GetOwnProfile", Ct)));

        Assert.All(await Task.WhenAll(sent), answer => Assert.Equal(JsonValueKind.String, answer.GetProperty("photoId").ValueKind));
    }

    // Sends the head and a part of the body of a call.
    async Task<TcpClient> BeginAsync(Guid member, bool end = false)
    {
        var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", _backend.Http.BaseAddress!.Port, Ct);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            $"POST /rpc/directory.v1/SetPhoto HTTP/1.1\r\nHost: localhost\r\nAuthorization: Bearer {_backend.Token(member)}\r\n"
            + $"Content-Type: application/json\r\nConnection: {(end ? "close" : "keep-alive")}\r\nContent-Length: 1000000\r\n\r\n{{\"photo\":\"{new string('A', 200_000)}"), Ct);
        return client;
    }

    // Reads the answer until the reason is in it; the server then waits for the rest of the body, or resets.
    static async Task<string> ReadAsync(TcpClient client)
    {
        var (answer, buffer) = ("", new byte[4_096]);
        while (!answer.Contains("\"reason\":\"uploads_busy\"", StringComparison.Ordinal)
            && await client.GetStream().ReadAsync(buffer, Ct) is > 0 and var length)
            answer += Encoding.ASCII.GetString(buffer, 0, length);
        return answer;
    }

    async Task<HttpClient> SignInAsync(Guid user)
    {
        var token = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32));
        await _test.Database.DataSource.SqlAsync(
            "insert into accounts_login_link (hash, user_id, expires_at) values ($1, $2, now() + interval '10 minutes')",
            SHA256.HashData(Encoding.UTF8.GetBytes(token)), user);
        var browser = new HttpClient(new HttpClientHandler { CookieContainer = new(), AllowAutoRedirect = false }) { BaseAddress = _backend.Http.BaseAddress };
        using var answer = await browser.GetAsync($"/login/once?token={token}&returnUrl=/", Ct);
        browser.DefaultRequestHeaders.Add("Sec-Fetch-Site", "same-origin");
        return browser;
    }

    static async Task SendAsync(HttpClient browser, byte[] photo, string name)
    {
        using var answer = await PostAsync(browser, photo, name);
        Assert.True(answer.StatusCode == HttpStatusCode.SeeOther, $"{answer.StatusCode}: {await answer.Content.ReadAsStringAsync(Ct)}");
        Assert.Equal("/people/me/edit", answer.Headers.Location!.OriginalString);
    }

    static async Task<HttpResponseMessage> PostAsync(HttpClient browser, byte[] photo, string name)
    {
        var page = await browser.GetStringAsync("/people/me/edit", Ct);
        using var form = new MultipartFormDataContent
        {
            { new StringContent(FormToken.Match(page).Groups[1].Value), "__RequestVerificationToken" },
            { new StringContent("/people/me/edit"), "_next" },
            { new ByteArrayContent(photo), "photo", name.Replace("\"", "%22", StringComparison.Ordinal) },
        };
        return await browser.PostAsync(SetPhoto, form, Ct);
    }

    async Task<Guid?> PhotoAsync(Guid user)
    {
        var fields = (await _backend.GetAsync(user, "directory.v1/GetOwnProfile", Ct)).GetProperty("fields");
        return fields.GetProperty("photoId") is { ValueKind: JsonValueKind.String } id ? id.GetGuid() : null;
    }

    [GeneratedRegex("""name="__RequestVerificationToken" value="([^"]+)""")]
    static partial Regex FormToken { get; }
}
