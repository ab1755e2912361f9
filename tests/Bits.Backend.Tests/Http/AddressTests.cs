using System.Net;

namespace Bits.Backend.Tests.Http;

/// <summary>adminctl asks a backend at an address that people write in more than one way.</summary>
[Slow]
public sealed class AddressTests(TestBackend test) : IClassFixture<TestBackend>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    string Address => test.Backend.Http.BaseAddress!.ToString().TrimEnd('/');

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task A_call_is_made_at_an_address_with_and_without_its_last_slash(string end)
    {
        var asha = await test.UserAsync("Asha");

        var (exit, output) = await AdminctlAsync("call", "accounts.v1/GetMe", "--address", Address + end, "--token", test.Backend.Token(asha));

        Assert.True(exit == 0, output);
        Assert.Contains($"{asha}", output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task A_link_that_signs_in_works_at_an_address_with_and_without_its_last_slash(string end)
    {
        var asha = await test.UserAsync("Asha");
        var (exit, link) = await AdminctlAsync("accounts", "login", "--user", $"{asha}", "--address", Address + end);
        using var browser = new HttpClient(new HttpClientHandler { AllowAutoRedirect = false });

        using var answer = await browser.GetAsync(link.Split('\n').Single(line => line.StartsWith("http", StringComparison.Ordinal)), Ct);

        Assert.Equal(0, exit);
        Assert.Equal((HttpStatusCode.Redirect, "/admin"), (answer.StatusCode, answer.Headers.Location?.OriginalString));
    }

    [Theory]
    [InlineData(1, "127.0.0.1:1/ does not answer", "accounts.v1/GetMe", "--address=http://127.0.0.1:1", "--token=t")]
    [InlineData(1, "request: is not a JSON object", "accounts.v1/GetMe", "[]", "--token=t")]
    [InlineData(1, "--token: is not a token", "accounts.v1/GetMe", "--token=t\n")]
    [InlineData(2, "'127.0.0.1:5080' is not an address: write one such as http://127.0.0.1:5080.", "accounts.v1/GetMe", "--address=127.0.0.1:5080", "--token=t")]
    [InlineData(1, "There is no call nope; there are accounts.v1/EndAllSessions", "nope", "--token=t")]
    public async Task A_call_that_cannot_be_made_says_why_in_words(int exit, string words, params string[] args)
    {
        var run = await AdminctlAsync(["call", .. args]);

        Assert.Equal(exit, run.Exit);
        Assert.Contains(words, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("(Parameter", run.Output, StringComparison.Ordinal);
    }

    async Task<(int Exit, string Output)> AdminctlAsync(params string[] args)
    {
        var environment = BackendProcess.Development(test.Backend.KeyFileName);
        environment["ConnectionStrings__Bits"] = test.Database.ConnectionString;
        await using var adminctl = ProgramProcess.StartBuilt("Adminctl", args, environment);
        return (await adminctl.ExitAsync(Ct), adminctl.Output);
    }
}
