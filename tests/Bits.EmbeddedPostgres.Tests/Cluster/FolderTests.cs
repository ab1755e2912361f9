using Bits.EmbeddedPostgres.Unix;

namespace Bits.EmbeddedPostgres.Tests.Cluster;

/// <summary>Folders that must not be used, and stay as they are.</summary>
[Slow]
public sealed class FolderTests(PreparedCluster prepared)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_symbolic_link_is_refused()
    {
        await using var target = await prepared.CopyAsync();
        await using var root = new TestRoot();
        File.CreateSymbolicLink(root.Path, target.Path);

        var message = await RefusalAsync(root.Persistent);

        Assert.Contains("symbolic link", message);
        File.Delete(root.Path);
    }

    [Fact]
    public async Task A_folder_of_another_user_is_refused()
    {
        Assert.SkipUnless(Posix.IsRoot, "only root can give a folder to another user");
        await using var root = await prepared.CopyAsync();
        Posix.ChangeOwner(root.Path, 65534, 65534);

        Assert.Contains("belongs to another user", await RefusalAsync(root.Persistent));
    }

    [Fact]
    public async Task A_folder_with_other_things_is_refused_and_kept_whole()
    {
        await using var root = new TestRoot();
        Directory.CreateDirectory(root.Path);
        await File.WriteAllTextAsync(root.In("thesis.txt"), "the work of years", Ct);

        Assert.Contains("other files", await RefusalAsync(root.Ephemeral));
        Assert.Contains("other files", await RefusalAsync(root.Persistent));

        Assert.Equal("the work of years", await File.ReadAllTextAsync(root.In("thesis.txt"), Ct));
        Assert.Single(Directory.GetFileSystemEntries(root.Path));
    }

    [Fact]
    public async Task A_cluster_that_is_to_stay_is_never_opened_as_an_ephemeral_one()
    {
        await using var root = await prepared.CopyAsync();

        Assert.Contains("permanent cluster", await RefusalAsync(root.Ephemeral));
        await using (await PostgresServer.OpenAsync(root.Persistent, Ct))
            Assert.Contains("permanent cluster", await RefusalAsync(root.Ephemeral));

        await root.HasNoProcessAsync();
        Assert.True(File.Exists(root.In("data/PG_VERSION")));
    }

    [Fact]
    public async Task An_ephemeral_cluster_is_never_opened_as_one_that_is_to_stay()
    {
        await using var root = new TestRoot();
        await using var server = await PostgresServer.OpenAsync(root.Ephemeral, Ct);

        Assert.Contains("ephemeral", await RefusalAsync(root.Persistent));
        Assert.Equal(1, await Sql.QueryAsync<int>(server.ConnectionString, "select 1"));
    }

    [Fact]
    public async Task Data_of_another_major_version_is_refused_and_kept_whole()
    {
        await using var root = await prepared.CopyAsync();
        await File.WriteAllTextAsync(root.In("data/PG_VERSION"), "99\n", Ct);

        var message = await RefusalAsync(root.Persistent);

        Assert.Contains("PostgreSQL 99", message);
        Assert.Contains("BITS_PG_BIN", message);
        Assert.True(File.Exists(root.In("data/global/pg_control")));
    }

    [Fact]
    public async Task A_root_under_a_folder_closed_to_the_servers_user_is_refused()
    {
        Assert.SkipUnless(Posix.IsRoot, "only for root does the server run as another user");
        await using var home = new TestRoot();
        Directory.CreateDirectory(home.Path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var message = await RefusalAsync(new() { Root = home.In("pg") });

        Assert.Contains($"cannot enter {home.Path}.", message);
        Assert.Contains("BITS_PG_ROOT", message);
    }

    static async Task<string> RefusalAsync(PostgresOptions options) =>
        (await Assert.ThrowsAsync<PostgresUnavailableException>(() => PostgresServer.OpenAsync(options, Ct))).Message;
}
