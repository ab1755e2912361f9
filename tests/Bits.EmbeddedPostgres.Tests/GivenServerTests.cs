using Npgsql;

namespace Bits.EmbeddedPostgres.Tests;

/// <summary>A server that somebody else runs; here, one that we run ourselves.</summary>
public sealed class GivenServerTests(PreparedCluster prepared)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_given_server_is_used_and_no_private_one_is_started()
    {
        await using var root = await prepared.CopyAsync();
        await using var running = await PostgresServer.OpenAsync(root.Persistent, Ct);
        await using var unused = new TestRoot();

        await using var server = await PostgresServer.OpenAsync(
            new() { ConnectionString = running.ConnectionString, Root = unused.Path }, Ct);

        Assert.True(server is { IsEmbedded: false, Attached: false, Root: null });
        Assert.Equal("bits", await Sql.QueryAsync<string>(server.ConnectionString, "select current_database()"));
        Assert.False(Directory.Exists(unused.Path));
        Assert.DoesNotContain(PasswordOf(running), server.Description + server.PsqlCommand);
    }

    [Fact]
    public async Task A_given_server_may_be_named_by_a_url()
    {
        await using var root = await prepared.CopyAsync();
        await using var running = await PostgresServer.OpenAsync(root.Persistent, Ct);
        var port = new NpgsqlConnectionStringBuilder(running.ConnectionString).Port;

        await using var server = await PostgresServer.OpenAsync(
            new() { ConnectionString = $"postgres://postgres:{PasswordOf(running)}@127.0.0.1:{port}/bits?sslmode=disable" }, Ct);

        Assert.Equal("bits", await Sql.QueryAsync<string>(server.ConnectionString, "select current_database()"));
    }

    [Theory]
    [InlineData("encoding 'UTF8' locale 'C'")]
    [InlineData("encoding 'SQL_ASCII' locale 'C'")]
    [InlineData("encoding 'LATIN1' locale 'C'")]
    public async Task A_database_that_is_blind_to_the_case_of_letters_is_refused(string properties)
    {
        await using var root = await prepared.CopyAsync();
        await using var running = await PostgresServer.OpenAsync(root.Persistent, Ct);
        await Sql.RunAsync(running.ConnectionString, $"create database blind template template0 {properties}");
        var given = new NpgsqlConnectionStringBuilder(running.ConnectionString) { Database = "blind" };

        var e = await Assert.ThrowsAsync<PostgresUnavailableException>(
            () => PostgresServer.OpenAsync(new() { ConnectionString = given.ConnectionString }, Ct));

        Assert.Contains("blind does not fold the case", e.Message);
        Assert.Contains("C.UTF-8", e.Message);
    }

    [Fact]
    public async Task A_private_database_that_is_blind_to_the_case_of_letters_is_refused()
    {
        await using var root = await prepared.CopyAsync();
        await using var running = await PostgresServer.OpenAsync(root.Persistent, Ct);
        await Sql.RunAsync(running.ConnectionString, "create database blind template template0 locale 'C'");

        var e = await Assert.ThrowsAsync<PostgresUnavailableException>(
            () => PostgresServer.OpenAsync(root.Persistent with { Database = "blind" }, Ct));

        Assert.Contains("blind does not fold the case", e.Message);
    }

    [Fact]
    public async Task A_given_server_that_cannot_be_reached_is_named_without_its_password()
    {
        var e = await Assert.ThrowsAsync<PostgresUnavailableException>(
            () => PostgresServer.OpenAsync(new() { ConnectionString = "postgres://asha:secret@127.0.0.1:1/bits" }, Ct));

        Assert.Contains("127.0.0.1:1/bits", e.Message);
        Assert.Contains("BITS_DATABASE_URL", e.Message);
        Assert.DoesNotContain("secret", e.ToString());
    }

    [Theory]
    [InlineData(14, false)]
    [InlineData(15, true)]
    [InlineData(18, true)]
    public void Servers_older_than_15_are_refused(int major, bool accepted)
    {
        var e = Record.Exception(() => ServerCheck.RequireVersion(new(major, 4)));

        Assert.Equal(accepted, e is null);
        Assert.Equal(!accepted, e is PostgresUnavailableException { Message: var message } && message.Contains("14.4"));
    }

    static string PasswordOf(PostgresServer server) =>
        new NpgsqlConnectionStringBuilder(server.ConnectionString).Password!;
}
