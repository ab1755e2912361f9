using System.Net;
using System.Net.Http.Headers;

namespace Bits.Backend.Tests.Http;

/// <summary>What a person at a browser sees where something is wrong.</summary>
public sealed class BrowserPagesTests(TestBackend test) : IClassFixture<TestBackend>
{
    const string ToBrowsers = "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8";

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/login/once?token=used", HttpStatusCode.Unauthorized, "Create another: adminctl accounts login --user NAME")]
    [InlineData("/login/once", HttpStatusCode.Unauthorized, "Create another: adminctl accounts login --user NAME")]
    [InlineData("/nowhere", HttpStatusCode.NotFound, "There is nothing at this address")]
    [InlineData("/login", HttpStatusCode.NotFound, "There is nothing at this address")]
    [InlineData("/logout", HttpStatusCode.MethodNotAllowed, "Use GET for reads")]
    [InlineData("/files/members.csv?scope=batch:2018", HttpStatusCode.Unauthorized, "token")]
    public async Task A_browser_is_shown_a_page_where_a_program_gets_a_problem_document(string path, HttpStatusCode status, string words)
    {
        var page = await AskAsync(path, ToBrowsers);
        var document = await AskAsync(path, "application/json");
        var any = await AskAsync(path, "*/*");

        Assert.Equal((status, "text/html"), (page.Status, page.Type));
        Assert.Contains("<h1>", page.Text, StringComparison.Ordinal);
        Assert.Contains(words, page.Text, StringComparison.Ordinal);
        Assert.All([document, any], answer => Assert.Equal((status, "application/problem+json"), (answer.Status, answer.Type)));
        ProblemDocument.AssertProblem((document.Status, document.Text), status);
        Assert.Contains(words, document.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_address_of_the_console_without_a_page_leads_to_its_sign_in()
    {
        var page = await AskAsync("/admin/nowhere", ToBrowsers);

        Assert.Equal((HttpStatusCode.Unauthorized, "text/html"), (page.Status, page.Type));
        Assert.Contains("<h1>Sign in</h1>", page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_is_answered_to_a_browser_as_to_a_program() => Assert.Equal(
        (HttpStatusCode.Unauthorized, "application/problem+json"),
        (await AskAsync("/rpc/accounts.v1/GetMe", ToBrowsers)) is var answer ? (answer.Status, answer.Type) : default);

    async Task<(HttpStatusCode Status, string? Type, string Text)> AskAsync(string path, string accept)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Accept.Clear();
        foreach (var type in accept.Split(','))
            request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(type));
        using var answer = await test.Backend.Http.SendAsync(request, Ct);
        return (answer.StatusCode, answer.Content.Headers.ContentType?.MediaType, await answer.Content.ReadAsStringAsync(Ct));
    }
}
