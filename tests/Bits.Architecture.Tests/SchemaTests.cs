using Bits.Jobs;
using Bits.Membership;
using Bits.Platform;
using Bits.Search;
using Npgsql;

namespace Bits.Architecture.Tests;

/// <summary>Each part's migrations make what bears its name, and nothing else.</summary>
public sealed class SchemaTests(EmptyDatabase database) : IClassFixture<EmptyDatabase>, IAsyncLifetime
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await database.DataSource.SqlAsync("drop schema public cascade; create schema public");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Each_pillar_stands_alone_and_keeps_to_its_prefix()
    {
        await AssertMakesAsync(ds => MembershipSchema.MigrateAsync(ds, Ct), "memberships_");
        await AssertMakesAsync(ds => JobsSchema.MigrateAsync(ds, Ct), "jobs_queue_");
        await AssertMakesAsync(ds => SearchSchema.MigrateAsync(ds, [], Ct), "search_");
    }

    [Fact]
    public Task The_application_keeps_to_its_prefixes() => AssertMakesAsync(
        ds => PlatformSchema.MigrateAsync(ds, Ct), [.. PlatformSchema.Parts.Select(part => $"{part.App}_"), "memberships_", "jobs_queue_", "search_"]);

    [Fact]
    public async Task Two_installations_share_a_database_in_schemas_of_their_own()
    {
        foreach (var schema in new[] { "one", "two" })
        {
            await database.DataSource.SqlAsync($"drop schema if exists {schema} cascade; create schema {schema}");
            await using var dataSource = NpgsqlDataSource.Create(
                new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = schema });

            Assert.NotEmpty(await PlatformSchema.MigrateAsync(dataSource, Ct));
            await new Memberships(dataSource).JoinAsync(Guid.CreateVersion7(), Scope.Batch(2018), Ct);
        }

        Assert.Equal(0L, await database.DataSource.ValueAsync<long>(
            "select count(*) from pg_class where relnamespace = 'public'::regnamespace"));
        Assert.Equal(1L, await database.DataSource.ValueAsync<long>("select count(*) from two.memberships_transition"));
    }

    [Fact]
    public async Task Eight_migrations_at_once_do_the_work_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => PlatformSchema.MigrateAsync(database.DataSource, Ct)));

        var scripts = applied.SelectMany(a => a).ToList();
        Assert.Equal(scripts.Distinct().Count(), scripts.Count);
        Assert.Empty(await PlatformSchema.MigrateAsync(database.DataSource, Ct));
    }

    [Fact]
    public async Task A_database_of_a_build_with_another_text_is_refused_with_the_remedy()
    {
        await PlatformSchema.MigrateAsync(database.DataSource, Ct);
        await database.DataSource.SqlAsync(
            "update schema_migration set checksum = 'another' where app = 'jobs_queue' and number = 1");

        var refusal = await Assert.ThrowsAsync<SettingsException>(() => PlatformSchema.MigrateAsync(database.DataSource, Ct));

        Assert.StartsWith("jobs_queue/0001_tables was edited", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("BITS_DATABASE_URL", refusal.Message, StringComparison.Ordinal);
    }

    async Task AssertMakesAsync(Func<NpgsqlDataSource, Task> migrate, params string[] prefixes)
    {
        const string names = """
            select name from (
                select relname::text from pg_class where relnamespace = 'public'::regnamespace
                union all select proname::text from pg_proc where pronamespace = 'public'::regnamespace
                union all select tgname::text from pg_trigger where not tgisinternal
                union all select conname::text from pg_constraint where connamespace = 'public'::regnamespace
            ) made (name)
            where name not like 'schema\_migration%'
            """;
        var before = await ReadAsync(names);

        await migrate(database.DataSource);

        var made = (await ReadAsync(names)).Except(before).ToList();
        Assert.NotEmpty(made);
        Assert.DoesNotContain(made, name => !prefixes.Any(p => name.StartsWith(p, StringComparison.Ordinal)));
    }

    async Task<List<string>> ReadAsync(string sql)
    {
        await using var command = database.DataSource.CreateCommand(sql);
        await using var reader = await command.ExecuteReaderAsync(Ct);
        var names = new List<string>();
        while (await reader.ReadAsync(Ct))
            names.Add(reader.GetString(0));

        return names;
    }
}
