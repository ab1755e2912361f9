using Bits.Shared;

namespace Bits.Platform.Tests.Shared;

public sealed class SchemaMigratorTests(EmptyDatabase database) : IClassFixture<EmptyDatabase>, IAsyncLifetime
{
    static readonly SchemaScript[] Scripts =
    [
        new("zoo", 1, "animal", "create table zoo_animal (id int primary key); insert into zoo_animal values (1);"),
        new("zoo", 2, "name", "alter table zoo_animal add column name text;"),
        new("zoo", 3, "by_name", "-- outside-transaction\ncreate index concurrently zoo_by_name on zoo_animal (name);"),
    ];

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        await database.DataSource.SqlAsync("drop table if exists zoo_animal, schema_migration");

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Eight_at_once_on_an_empty_database_run_each_script_once()
    {
        var applied = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => SchemaMigrator.MigrateAsync(database.DataSource, Scripts, Ct)));

        Assert.Equal(["zoo/0001_animal", "zoo/0002_name", "zoo/0003_by_name"], applied.SelectMany(a => a).Order());
        Assert.Equal(1L, await database.DataSource.ValueAsync<long>("select count(*) from zoo_animal"));
    }

    [Fact]
    public async Task A_second_run_finds_nothing_to_do_and_a_new_script_runs_alone()
    {
        await SchemaMigrator.MigrateAsync(database.DataSource, Scripts[..2], Ct);

        Assert.Empty(await SchemaMigrator.MigrateAsync(database.DataSource, Scripts[..2], Ct));
        Assert.Equal(["zoo/0003_by_name"], await SchemaMigrator.MigrateAsync(database.DataSource, Scripts, Ct));
    }

    [Fact]
    public async Task A_script_that_was_edited_after_it_ran_is_refused_by_name()
    {
        await SchemaMigrator.MigrateAsync(database.DataSource, Scripts, Ct);
        SchemaScript[] edited = [Scripts[0] with { Sql = "select 1" }];

        var e = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SchemaMigrator.MigrateAsync(database.DataSource, edited, Ct));

        Assert.Contains("zoo/0001_animal", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_and_those_before_it_stay()
    {
        SchemaScript[] broken = [Scripts[0], new("zoo", 2, "broken", "insert into zoo_animal values (2); select 1/0;")];

        await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(
            () => SchemaMigrator.MigrateAsync(database.DataSource, broken, Ct));

        Assert.Equal(1L, await database.DataSource.ValueAsync<long>("select count(*) from zoo_animal"));
        Assert.Equal(["zoo/0002_name", "zoo/0003_by_name"], await SchemaMigrator.MigrateAsync(database.DataSource, Scripts, Ct));
    }
}
