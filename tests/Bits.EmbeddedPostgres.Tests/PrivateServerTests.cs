using Bits.EmbeddedPostgres.Unix;
using Npgsql;

namespace Bits.EmbeddedPostgres.Tests;

/// <summary>One process, one private server.</summary>
[Slow]
public sealed class PrivateServerTests(PreparedCluster prepared)
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_new_cluster_is_durable_and_folds_the_case_of_letters()
    {
        await using var root = new TestRoot();

        await using var server = await PostgresServer.OpenAsync(root.Persistent, Ct);

        Assert.True(server is { IsEmbedded: true, Attached: false });
        Assert.Equal(root.Path, server.Root);
        Assert.Equal("bits", await QueryAsync(server, "select current_database()"));
        Assert.Equal("on on on on off", await QueryAsync(server, Settings));
        Assert.Equal("UTC UTF8", await QueryAsync(
            server, "select current_setting('timezone') || ' ' || current_setting('server_encoding')"));
        Assert.Equal("true true", await QueryAsync(
            server, "select ('ÉLAN' ilike 'élan') || ' ' || (to_tsvector('simple', 'Élan') @@ to_tsquery('simple', 'élan'))"));
    }

    [Fact]
    public async Task The_data_is_there_again_after_a_clean_stop()
    {
        await using var root = new TestRoot();
        await using (var first = await PostgresServer.OpenAsync(root.Persistent, Ct))
            await Sql.RunAsync(first.ConnectionString, "create table member as select 'Asha' as name");
        await root.HasNoProcessAsync();
        Assert.Contains("database system is shut down", root.Log);

        await using var second = await PostgresServer.OpenAsync(root.Persistent, Ct);

        Assert.False(second.Attached);
        Assert.Equal("Asha", await QueryAsync(second, "select name from member"));
        Assert.DoesNotContain("recovery", root.Log);
    }

    [Fact]
    public async Task Where_nothing_may_be_made_nothing_is_and_what_is_there_is_opened()
    {
        await using var root = new TestRoot();
        var looking = root.Persistent with { Create = false };

        var refusal = await Assert.ThrowsAsync<PostgresUnavailableException>(() => PostgresServer.OpenAsync(looking, Ct));
        Assert.Contains(root.Path, refusal.Message, StringComparison.Ordinal);
        Assert.Contains("BITS_PG_ROOT", refusal.Message, StringComparison.Ordinal);
        Assert.Equal((false, false), (Directory.Exists(root.Path), File.Exists(root.Path + ".lock")));

        await (await PostgresServer.OpenAsync(root.Persistent, Ct)).DisposeAsync();
        await root.HasNoProcessAsync();
        await using var found = await PostgresServer.OpenAsync(looking, Ct);
        Assert.Equal("bits", await QueryAsync(found, "select current_database()"));
        await Assert.ThrowsAsync<PostgresUnavailableException>(() => PostgresServer.OpenAsync(looking with { Database = "other" }, Ct));
        Assert.Equal("0", await QueryAsync(found, "select count(*)::text from pg_database where datname = 'other'"));
    }

    [Fact]
    public async Task The_line_for_psql_works_as_it_stands()
    {
        await using var root = await prepared.CopyAsync();
        await using var server = await PostgresServer.OpenAsync(root.Persistent, Ct);
        Assert.SkipWhen(server.PsqlCommand.Contains(" psql ", StringComparison.Ordinal), "there is no psql");

        var said = await ChildProcess.RunAsync(
            ["/bin/sh", "-c", $"{server.PsqlCommand} --no-password -Atc 'select current_database()'"], Ct);

        Assert.Equal((0, "bits"), (said.ExitCode, said.Output));
    }

    [Fact]
    public async Task The_description_names_version_programs_and_variables_but_no_password()
    {
        await using var root = await prepared.CopyAsync();

        await using var server = await PostgresServer.OpenAsync(root.Persistent, Ct);

        var version = await QueryAsync(server, "select split_part(current_setting('server_version'), ' ', 1)");
        Assert.All(
            [version, "/bin", "BITS_PG_BIN", "BITS_PG_ROOT", "BITS_DATABASE_URL"],
            word => Assert.Contains(word, server.Description));
        Assert.DoesNotContain(
            new NpgsqlConnectionStringBuilder(server.ConnectionString).Password!, server.Description + server.PsqlCommand);
    }

    [Fact]
    public async Task An_opener_waits_for_a_server_that_is_about_to_stop()
    {
        await using var root = await prepared.CopyAsync();
        await using var first = await PostgresServer.OpenAsync(root.Persistent, Ct);
        await Processes.SignalAsync("STOP", root.PostmasterId);
        await first.DisposeAsync();
        await Eventually.TrueAsync(() => File.Exists(root.In("closing")), "the supervisor closes");

        var opening = PostgresServer.OpenAsync(root.Persistent, Ct);
        await Processes.SignalAsync("CONT", root.PostmasterId);
        await using var second = await opening;

        Assert.False(second.Attached);
        Assert.Equal("bits", await QueryAsync(second, "select current_database()"));
    }

    [Fact]
    public async Task Settings_of_the_user_are_stronger_than_ours()
    {
        await using var root = await prepared.CopyAsync();
        var options = root.Persistent with
        {
            Database = "another \"name\"",
            Settings = new Dictionary<string, string> { ["jit"] = "on", ["max_connections"] = "33" },
        };

        await using var server = await PostgresServer.OpenAsync(options, Ct);

        Assert.Equal("on 33", await QueryAsync(
            server, "select current_setting('jit') || ' ' || current_setting('max_connections')"));
        Assert.Equal("another \"name\"", await QueryAsync(server, "select current_database()"));
    }

    [Fact]
    public async Task A_server_that_does_not_start_shows_its_log()
    {
        await using var root = await prepared.CopyAsync();
        var options = root.Persistent with { Settings = new Dictionary<string, string> { ["max_connections"] = "-1" } };

        var e = await Assert.ThrowsAsync<PostgresUnavailableException>(() => PostgresServer.OpenAsync(options, Ct));

        Assert.Contains("max_connections", e.Message);
        await root.HasNoProcessAsync();
    }

    [Fact]
    public async Task Cancelling_leaves_no_process()
    {
        await using var root = new TestRoot();
        using var cancelling = CancellationTokenSource.CreateLinkedTokenSource(Ct);
        var options = root.Ephemeral with { Report = _ => cancelling.CancelAfter(TimeSpan.FromMilliseconds(200)) };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => PostgresServer.OpenAsync(options, cancelling.Token));

        await root.HasNoProcessAsync();
        Assert.False(Directory.Exists(root.Path));
    }

    [Fact]
    public async Task A_root_too_long_for_a_socket_is_reached_by_loopback()
    {
        await using var root = new TestRoot { Path = new TestRoot().Path + new string('x', 80) };

        await using var server = await PostgresServer.OpenAsync(root.Persistent, Ct);

        Assert.Equal("127.0.0.1", new NpgsqlConnectionStringBuilder(server.ConnectionString).Host);
        Assert.Equal("bits", await QueryAsync(server, "select current_database()"));
    }

    const string Settings = """
        select concat_ws(' ', current_setting('fsync'), current_setting('synchronous_commit'),
            current_setting('full_page_writes'), current_setting('autovacuum'), current_setting('jit'))
        """;

    static Task<string> QueryAsync(PostgresServer server, string sql) =>
        Sql.QueryAsync<string>(server.ConnectionString, sql);
}
