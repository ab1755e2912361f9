using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Bits.Backend.Tests.Security;

/// <summary>Files and pages pass one gate: who asks, how often, may they, and an event of the look or of the denial.</summary>
[Slow]
public sealed class GateTests(TestBackend test) : IClassFixture<TestBackend>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/files/members.csv?scope=batch:2018", "files.members", "admin")]
    [InlineData("/admin", "console.overview", "access")]
    [InlineData("/admin/jobs?kind=mail", "console.jobs", "access")]
    [InlineData("/admin/failures", "console.failures", "access")]
    [InlineData("/admin/health", "console.health", "access")]
    [InlineData("/admin/memberships?q=asha", "console.memberships", "admin")]
    [InlineData("/admin/search", "console.search", "admin")]
    [InlineData("/admin/audit?action=groups.ban_member", "console.audit", "admin")]
    public async Task A_look_at_a_file_or_a_page_leaves_an_event_that_says_at_what(string address, string action, string of)
    {
        var divya = await UserAsync("operator");

        Assert.Equal(HttpStatusCode.OK, await GetAsync(divya, address));

        Assert.Equal($"success|{of}|{address}", await EventAsync(divya, action));
    }

    [Theory]
    [InlineData("/files/members.csv?scope=batch:2018", "files.members")]
    [InlineData("/admin", "console.overview")]
    [InlineData("/admin/audit", "console.audit")]
    [InlineData("/admin/memberships", "console.memberships")]
    [InlineData("/admin/live", "console.live")]
    [InlineData("/admin/do/jobs.v1/Pause", "console.act")]
    public async Task A_denial_of_a_file_or_a_page_leaves_an_event_too(string address, string action)
    {
        var asha = await UserAsync(role: null);

        if (address.Contains("/do/", StringComparison.Ordinal))
            await PostAsync(test.Backend, asha, address, new FormUrlEncodedContent([]));
        else
            await GetAsync(asha, address);

        Assert.StartsWith("denied|", await EventAsync(asha, action), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/files/members.csv?scope=batch:2018")]
    [InlineData("/admin/jobs")]
    [InlineData("/admin/audit")]
    public async Task Files_and_pages_count_against_the_allowance_of_who_asks(string address)
    {
        await using var strict = await test.StartAsync("--RateLimits:Read:Burst=3", "--RateLimits:Read:PerSecond=1");
        var divya = await UserAsync("operator");

        var statuses = new List<HttpStatusCode>();
        for (var i = 0; i < 12; i++)
        {
            using var answer = await strict.SendAsync(HttpMethod.Get, address, null, strict.Token(divya), Ct);
            statuses.Add(answer.StatusCode);
            Assert.Equal(answer.StatusCode == HttpStatusCode.TooManyRequests, answer.Headers.RetryAfter is not null);
        }

        Assert.Contains(HttpStatusCode.OK, statuses);
        Assert.Contains(HttpStatusCode.TooManyRequests, statuses);
    }

    [Fact]
    public async Task A_form_is_not_read_before_it_is_known_who_sends_it()
    {
        using var socket = new TcpClient("127.0.0.1", test.Backend.Http.BaseAddress!.Port);
        await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
            "POST /admin/do/jobs.v1/Pause HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"
            + "Content-Length: 1000000\r\n\r\nqueue=a"), Ct);
        using var reader = new StreamReader(socket.GetStream());

        // The rest of the form never comes.
        var line = await reader.ReadLineAsync(Ct).AsTask().WaitAsync(TimeSpan.FromSeconds(60), Ct);

        Assert.StartsWith("HTTP/1.1 401", line, StringComparison.Ordinal);
    }

    public static TheoryData<string, string, string> Forms => new()
    {
        { "application/json", "{}", "do/jobs.v1/Pause" },
        { "text/plain", "a=b", "do/jobs.v1/Pause" },
        { "multipart/form-data", "no boundary", "do/jobs.v1/Pause" },
        { "multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data", "do/jobs.v1/Pause" },
        { "application/x-www-form-urlencoded", $"queue={new string('x', 2_000_000)}", "do/jobs.v1/Pause" },
        { "application/x-www-form-urlencoded", string.Join('&', Enumerable.Range(0, 5_000).Select(i => $"f{i}=1")), "do/jobs.v1/Pause" },
        { "application/x-www-form-urlencoded", $"{new string('x', 100_000)}=1", "do/jobs.v1/Pause" },
        { "application/x-www-form-urlencoded", "=x", "do/jobs.v1/Pause" },
        { "application/x-www-form-urlencoded", "queue=%ff%fe&reason=%00", "do/jobs.v1/Pause" },
        { "application/x-www-form-urlencoded", "", "do/no.v1/Such" },
        { "application/x-www-form-urlencoded", "queue=a&reason=b", "try/jobs.v1/Pause" },
        { "application/x-www-form-urlencoded", "=x", "try/jobs.v1/RetryMatching" },
    };

    [Theory]
    [MemberData(nameof(Forms))]
    public async Task A_form_that_is_none_is_never_an_error_of_ours(string type, string body, string action)
    {
        var divya = await UserAsync("operator");
        using var content = new StringContent(body);
        content.Headers.Remove("Content-Type");
        content.Headers.TryAddWithoutValidation("Content-Type", type);

        var (status, text) = await PostAsync(test.Backend, divya, $"/admin/{action}", content);

        Assert.True((int)status < 500, $"{status}");
        Assert.True(text.Length < 16 * 1024, $"{text.Length}");
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_note_that_the_server_did_not_write_is_not_shown()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin");
        request.Headers.Authorization = new("Bearer", test.Backend.Token(await UserAsync("operator")));
        request.Headers.Add("Cookie", $"bits-console-note={Convert.ToBase64String(Encoding.UTF8.GetBytes("+Call 555 to confirm")).TrimEnd('=')}");

        using var answer = await test.Backend.Http.SendAsync(request, Ct);

        Assert.DoesNotContain("Call 555", await answer.Content.ReadAsStringAsync(Ct), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update accounts_user set platform_role = null where id = $1")]
    [InlineData("update accounts_user set disabled_at = now() where id = $1")]
    [InlineData("update accounts_user set sessions_from = now() + interval '1 minute' where id = $1")]
    public async Task The_live_stream_ends_soon_after_the_right_to_it(string end)
    {
        var (divya, chitra) = (await UserAsync("viewer"), await UserAsync("viewer"));
        using var ending = await OpenLiveAsync(divya);
        using var staying = await OpenLiveAsync(chitra);
        await using var stream = await ending.Content.ReadAsStreamAsync(Ct);
        using var reader = new StreamReader(stream);
        Assert.NotNull(await reader.ReadLineAsync(Ct));

        await test.Database.DataSource.SqlAsync(end, divya);

        // It is over when nothing more comes, long before the five minutes of a stream.
        var rest = reader.ReadToEndAsync(Ct);
        Assert.Same(rest, await Task.WhenAny(rest, Task.Delay(TimeSpan.FromSeconds(60), Ct)));
        await using var other = await staying.Content.ReadAsStreamAsync(Ct);
        Assert.True(await other.ReadAsync(new byte[100], Ct) > 0);
    }

    [Fact]
    public async Task A_viewer_sees_type_and_signature_of_a_failure_and_an_operator_its_text()
    {
        const string secret = "card-4111-of-asha@example.org";
        var id = await test.Database.DataSource.ValueAsync<long>(
            "insert into jobs_queue_job (kind, state, attempt, queue, finished_at, error) values ('test.leak', 'dead', 1, 'leaks', now(), $1) returning id",
            $"System.FormatException: {secret}");
        await test.Database.DataSource.SqlAsync(
            "insert into jobs_queue_failure (job_id, state, queue, kind, attempt, type, message, detail, signature) "
            + "values ($1, 'dead', 'leaks', 'test.leak', 1, 'System.FormatException', $2, $2, 'System.FormatException: …')", id, secret);
        await test.Database.DataSource.SqlAsync(
            "insert into jobs_queue_report (job_id, lease, percent, note) values ($1, 1, 5, $2)", id, secret);
        string[] pages = [$"/admin/jobs/{id}", "/admin/jobs?kind=test.leak", "/admin/failures", "/admin", $"/admin/jobs?q={id}"];

        foreach (var page in pages)
        {
            var seen = await ReadAsync(await UserAsync("viewer"), page);
            Assert.DoesNotContain(secret, seen, StringComparison.Ordinal);
        }

        Assert.Contains("System.FormatException: …", WebUtility.HtmlDecode(await ReadAsync(await UserAsync("viewer"), pages[0])), StringComparison.Ordinal);
        Assert.Contains(secret, await ReadAsync(await UserAsync("operator"), pages[0]), StringComparison.Ordinal);
        Assert.Contains(secret, await ReadAsync(await UserAsync("operator"), "/admin/failures"), StringComparison.Ordinal);
    }

    async Task<HttpResponseMessage> OpenLiveAsync(Guid user)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "/admin/live");
        request.Headers.Authorization = new("Bearer", test.Backend.Token(user));
        var answer = await test.Backend.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return answer;
    }

    async Task<HttpStatusCode> GetAsync(Guid user, string address)
    {
        using var answer = await test.Backend.SendAsync(HttpMethod.Get, address, null, test.Backend.Token(user), Ct);
        return answer.StatusCode;
    }

    async Task<string> ReadAsync(Guid user, string address)
    {
        using var answer = await test.Backend.SendAsync(HttpMethod.Get, address, null, test.Backend.Token(user), Ct);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync(Ct);
    }

    static async Task<(HttpStatusCode Status, string Text)> PostAsync(BackendProcess backend, Guid user, string address, HttpContent content)
    {
        using var answer = await backend.SendAsync(HttpMethod.Post, address, content, backend.Token(user), Ct);
        return (answer.StatusCode, await answer.Content.ReadAsStringAsync(Ct));
    }

    async Task<Guid> UserAsync(string? role)
    {
        var user = await test.UserAsync("Divya");
        await test.Database.DataSource.SqlAsync("update accounts_user set platform_role = nullif($2, '') where id = $1", user, role ?? "");
        return user;
    }

    Task<string> EventAsync(Guid user, string action) => test.Database.DataSource.ValueAsync<string>("""
        select coalesce(string_agg(concat_ws('|', outcome, class, personal ->> 'looked_for'), ','), 'none')
        from audit_event
        where actor_id = $1 and action = $2
        """, user, action);
}
