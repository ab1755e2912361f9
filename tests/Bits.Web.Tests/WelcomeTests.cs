namespace Bits.Web.Tests;

/// <summary>What strangers read about the ways to sign in.</summary>
[Slow]
public sealed class WelcomeTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Instructions_for_developers_stand_only_where_there_is_no_other_way_in(bool hasMail)
    {
        var settings = new Dictionary<string, string?> { ["ConnectionStrings__Bits"] = database.ConnectionString };
        if (hasMail)
            (settings["Mail__Host"], settings["Mail__From"], settings["Mail__PublicAddress"]) = ("127.0.0.1", "no-reply@example.org", "http://localhost/");
        await using var backend = await BackendProcess.StartAsync(settings, ["--Jobs:Enabled=false"], Ct);

        var page = await backend.Http.GetStringAsync(new Uri("/", UriKind.Relative), Ct);

        Assert.Equal(!hasMail, page.Contains("dotnet run", StringComparison.Ordinal));
        Assert.Equal(hasMail, page.Contains("Send me a link", StringComparison.Ordinal));
    }
}
