namespace Adminctl.Tests;

[Slow]
public sealed class CommandsTests(TestDatabase database) : IClassFixture<TestDatabase>
{
    [Fact]
    public async Task A_token_is_for_a_user_by_name_address_or_id_and_all_of_the_output()
    {
        var id = Guid.CreateVersion7();
        await database.DataSource.SqlAsync(
            "insert into accounts_user (id, username, email, name) values ($1, 'meera.k', 'meera.k@example.org', 'Meera')", id);

        foreach (var user in new[] { "meera.k", "MEERA.K@example.org", id.ToString() })
        {
            var run = await AdminctlRun.Async(database, ["token", "--user", user]);

            Assert.Equal(0, run.ExitCode);
            Assert.Equal(3, run.Output.Trim().Split('.').Length);
        }
    }

    [Fact]
    public async Task Who_reads_the_audit_log_is_in_it()
    {
        await AdminctlRun.Async(database, ["audit", "list", "--action", "groups.ban_member"]);
        await AdminctlRun.Async(database, ["audit", "export", "--action", "groups.ban_member"]);

        Assert.Equal(2L, await database.DataSource.ValueAsync<long>(
            "select count(*) from audit_event where action = 'audit.read' and actor_kind = 'operator' "
            + "and personal ->> 'looked_for' like '%groups.ban_member%'"));
    }

    [Theory]
    [InlineData("no user nobody", "--user", "nobody")]
    public async Task A_token_that_cannot_be_says_why(string word, params string[] args)
    {
        var run = await AdminctlRun.Async(database, ["token", .. args]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(word, run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Jobs:Lease", "Jobs__Lease", "soon")]
    [InlineData("Lease must be between", "Jobs__Lease", "0")]
    [InlineData("Notifications:WhatsApp:AccessToken", "Notifications__WhatsApp__PhoneNumberId", "12")]
    public async Task A_setting_that_is_wrong_is_named_without_a_stack_trace(string named, string name, string value)
    {
        var run = await AdminctlRun.Async(database, ["jobs", "run", "--queue=none", "--drain"], (name, value));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(named, run.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_file_that_holds_no_key_is_named_with_the_remedy()
    {
        var run = await AdminctlRun.Async(
            database, ["token", "--user", "asha"], ("Auth__DevelopmentKeyFile", Path.Combine(ProgramProcess.Repository, "README.md")));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("README.md gives no key", run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("token", "--user", "asha")]
    [InlineData("demo", "seed")]
    public async Task Outside_development_there_are_no_tokens_and_no_demo_data(params string[] args)
    {
        foreach (var environment in new[] { "Production", "Staging" })
        {
            var run = await AdminctlRun.Async(database, args, ("DOTNET_ENVIRONMENT", environment));

            Assert.Equal(1, run.ExitCode);
            Assert.Contains("Development only", run.Output, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Outside_development_there_is_no_private_database()
    {
        var run = await AdminctlRun.Async(
            database, ["migrate"], ("DOTNET_ENVIRONMENT", "Production"), ("ConnectionStrings__Bits", null));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("ConnectionStrings__Bits", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Migrating_again_finds_nothing_to_do() =>
        Assert.Equal(new(0, "Nothing to migrate."), await AdminctlRun.Async(database, ["migrate"]));

    [Theory]
    [InlineData()]
    [InlineData("tokn")]
    [InlineData("token")]
    [InlineData("jobs", "run")]
    [InlineData("jobs", "run", "--queue=default", "--concurrency=many")]
    [InlineData("jobs", "run", "--queue=default", "--concurrency=0")]
    [InlineData("jobs", "list", "--state=gone")]
    [InlineData("token", "--user=asha", "--hours=0")]
    [InlineData("demo", "seed", "--users=9")]
    [InlineData("membership", "import")]
    public async Task A_wrong_command_line_ends_with_two(params string[] args) =>
        Assert.Equal(2, (await AdminctlRun.Async(database, args)).ExitCode);

    [Fact]
    public async Task A_wrong_command_line_is_said_in_the_words_of_the_operator()
    {
        var run = await AdminctlRun.Async(database, ["jobs", "list", "--state=gone", "--limit=0"]);

        Assert.Equal(
            [
                "--state: 'gone' is not a state; use one of pending, running, succeeded, failed, dead.",
                "--limit: '0' is not a number from 1 to 1000.",
                "Help: adminctl jobs list --help",
            ],
            run.Lines);
    }

    [Fact]
    public async Task Draining_a_queue_ends_when_nothing_is_due_and_the_jobs_are_listed()
    {
        await database.DataSource.SqlAsync(
            """
            insert into jobs_queue_job (queue, kind, payload)
            values ('walk', 'groups.notify_post', '{"postId": "0198c1d2-7d3a-7c41-9f0e-3a5b8e6d2f10"}')
            """);

        var run = await AdminctlRun.Async(database, ["jobs", "run", "--queue=walk", "--drain"]);
        var list = await AdminctlRun.Async(database, ["jobs", "list", "--queue=walk", "--json"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Contains("\"state\":\"succeeded\"", list.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Demo_data_come_in_the_size_that_is_asked_for()
    {
        var run = await AdminctlRun.Async(database, ["demo", "seed", "--users", "200"]);

        Assert.Equal(0, run.ExitCode);
        Assert.Equal(200L, await database.DataSource.ValueAsync<long>("select count(*) from accounts_user where email like '%@demo.bits.example'"));
    }

    [Fact]
    public async Task A_look_changes_no_schema_and_names_the_command_that_does()
    {
        await using var empty = new EmptyDatabase();
        await empty.InitializeAsync();

        var run = await AdminctlRun.Async(empty, ["jobs", "stats"]);

        Assert.Equal(1, run.ExitCode);
        Assert.Matches("lacks [1-9][0-9]* scripts of this build, the first memberships/0001_.* adminctl migrate", run.Output);
        Assert.Equal(0L, await empty.DataSource.ValueAsync<long>("select count(*) from pg_tables where schemaname = 'public'"));
    }

    [Fact]
    public async Task A_look_with_a_folder_that_was_mistyped_makes_nothing()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"bits-typo-{Guid.CreateVersion7():N}");

        var run = await AdminctlRun.Async(database, ["jobs", "stats"], ("ConnectionStrings__Bits", null), ("BITS_PG_ROOT", Path.Combine(folder, "pg")));

        Assert.Equal((1, false), (run.ExitCode, Directory.Exists(folder)));
        Assert.Contains($"There is no database in {folder}", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_database_that_does_not_answer_is_said_in_words()
    {
        var run = await AdminctlRun.Async(
            database, ["migrate"], ("ConnectionStrings__Bits", "Host=127.0.0.1;Port=1;Username=x;Timeout=2"));

        Assert.Equal(1, run.ExitCode);
        Assert.DoesNotContain("   at ", run.Output, StringComparison.Ordinal);
    }
}
