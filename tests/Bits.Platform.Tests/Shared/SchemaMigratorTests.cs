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
        await database.DataSource.SqlAsync("""
        drop table if exists zoo_animal, schema_migration, schema_migration_function cascade;
        drop function if exists zoo_legs;
        drop function if exists zoo_key;
        """);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task Eight_at_once_on_an_empty_database_run_each_script_once()
    {
        var applied = await Task.WhenAll(
            Enumerable.Range(0, 8).Select(_ => SchemaMigrator.MigrateAsync(database.DataSource, Zoo(Scripts), Ct)));

        Assert.Equal(["zoo/0001_animal", "zoo/0002_name", "zoo/0003_by_name"], applied.SelectMany(a => a).Order());
        Assert.Equal(1L, await database.DataSource.ValueAsync<long>("select count(*) from zoo_animal"));
    }

    [Fact]
    public async Task A_second_run_finds_nothing_to_do_and_a_new_script_runs_alone()
    {
        await SchemaMigrator.MigrateAsync(database.DataSource, Zoo(Scripts[..2]), Ct);

        Assert.Empty(await SchemaMigrator.MigrateAsync(database.DataSource, Zoo(Scripts[..2]), Ct));
        Assert.Equal(["zoo/0003_by_name"], await SchemaMigrator.MigrateAsync(database.DataSource, Zoo(Scripts), Ct));
    }

    [Fact]
    public async Task A_script_that_was_edited_after_it_ran_is_refused_by_name()
    {
        await SchemaMigrator.MigrateAsync(database.DataSource, Zoo(Scripts), Ct);
        SchemaScript[] edited = [Scripts[0] with { Sql = "select 1" }];

        var e = await Assert.ThrowsAsync<InvalidOperationException>(
            () => SchemaMigrator.MigrateAsync(database.DataSource, Zoo(edited), Ct));

        Assert.Contains("zoo/0001_animal", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_script_that_fails_leaves_nothing_and_those_before_it_stay()
    {
        SchemaScript[] broken = [Scripts[0], new("zoo", 2, "broken", "insert into zoo_animal values (2); select 1/0;")];

        await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(
            () => SchemaMigrator.MigrateAsync(database.DataSource, Zoo(broken), Ct));

        Assert.Equal(1L, await database.DataSource.ValueAsync<long>("select count(*) from zoo_animal"));
        Assert.Equal(["zoo/0002_name", "zoo/0003_by_name"], await SchemaMigrator.MigrateAsync(database.DataSource, Zoo(Scripts), Ct));
    }

    [Fact]
    public async Task A_function_is_applied_again_when_its_text_differs_and_only_then()
    {
        await SchemaMigrator.MigrateAsync(database.DataSource, Zoo(Scripts, Legs(4)), Ct);

        Assert.Empty(await SchemaMigrator.MigrateAsync(database.DataSource, Zoo(Scripts, Legs(4)), Ct));
        Assert.Equal(["zoo/body/zoo_legs"], await SchemaMigrator.MigrateAsync(database.DataSource, Zoo(Scripts, Legs(6)), Ct));
        Assert.Equal(6, await CountLegsAsync());
        Assert.False(await database.DataSource.ValueAsync<bool>(
            "select has_function_privilege('public', 'zoo_legs()', 'execute')"));
    }

    [Fact]
    public async Task Eight_at_once_apply_each_function_once()
    {
        var applied = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            _ => SchemaMigrator.MigrateAsync(database.DataSource, Zoo(Scripts, Key, Legs(4)), Ct)));

        Assert.Equal(["zoo/body/zoo_key", "zoo/body/zoo_legs"], applied.SelectMany(a => a).Where(name => name.Contains("body", StringComparison.Ordinal)).Order());
    }

    [Fact]
    public async Task An_old_program_beside_a_new_one_leaves_its_functions_alone_and_misses_nothing()
    {
        var (old, young) = (Zoo(Scripts[..2], Legs(4, "1.0")), Zoo(Scripts, Legs(6, "1.1")));
        await SchemaMigrator.MigrateAsync(database.DataSource, old, Ct);
        Assert.Equal(
            ["zoo/0003_by_name", "zoo/body/zoo_legs"], await SchemaMigrator.ListMissingAsync(database.DataSource, young, Ct));
        await SchemaMigrator.MigrateAsync(database.DataSource, young, Ct);

        var restarts = await Task.WhenAll(Enumerable.Range(0, 8).Select(
            i => SchemaMigrator.MigrateAsync(database.DataSource, i % 2 == 0 ? old : young, Ct)));

        Assert.All(restarts, Assert.Empty);
        Assert.Empty(await SchemaMigrator.ListMissingAsync(database.DataSource, old, Ct));
        Assert.Equal(6, await CountLegsAsync());
    }

    [Fact]
    public async Task A_frozen_function_is_there_before_the_tables_and_an_edited_one_is_refused()
    {
        SchemaScript[] keyed =
        [
            new("zoo", 1, "animal", "create table zoo_animal (id int primary key); create index zoo_animal_key on zoo_animal (zoo_key(id));"),
        ];
        await SchemaMigrator.MigrateAsync(database.DataSource, Zoo(keyed, Key), Ct);

        var e = await Assert.ThrowsAsync<InvalidOperationException>(() => SchemaMigrator.MigrateAsync(
            database.DataSource, Zoo(keyed, Key with { Sql = Key.Sql.Replace("+ 1", "+ 2", StringComparison.Ordinal) }), Ct));

        Assert.Contains("zoo/body/zoo_key", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_function_that_fails_leaves_the_one_before_it()
    {
        await SchemaMigrator.MigrateAsync(database.DataSource, Zoo(Scripts, Legs(4)), Ct);

        await Assert.ThrowsAnyAsync<Npgsql.PostgresException>(() => SchemaMigrator.MigrateAsync(
            database.DataSource, Zoo(Scripts, Legs(6) with { Sql = Legs(6).Sql + "select 1/0;" }), Ct));

        Assert.Equal(4, await CountLegsAsync());
        Assert.Equal(["zoo/body/zoo_legs"], await SchemaMigrator.MigrateAsync(database.DataSource, Zoo(Scripts, Legs(6)), Ct));
    }

    [Fact]
    public async Task A_trigger_waits_for_its_table_in_short_steps_so_that_others_pass()
    {
        await SchemaMigrator.MigrateAsync(database.DataSource, Zoo(Scripts), Ct);
        SchemaFunction trigger = new("zoo", "body", "zoo_legs", """
            create or replace function zoo_legs() returns trigger language plpgsql as 'begin return null; end';
            create or replace trigger zoo_legs after insert on zoo_animal execute function zoo_legs();
            """, new(1, 0));
        await using var holder = await database.DataSource.OpenConnectionAsync(Ct);
        await using var held = await holder.BeginTransactionAsync(Ct);
        await using (var insert = new Npgsql.NpgsqlCommand("insert into zoo_animal values (7)", holder))
            await insert.ExecuteNonQueryAsync(Ct);

        var migration = SchemaMigrator.MigrateAsync(database.DataSource, Zoo(Scripts, trigger), Ct);
        await database.DataSource.EventuallyAsync("select exists (select from pg_locks where not granted and relation = 'zoo_animal'::regclass)");
        await database.DataSource.SqlAsync("insert into zoo_animal values (8)"); // behind the waiting lock, until it steps back
        Assert.False(migration.IsCompleted);
        await held.CommitAsync(Ct);

        Assert.Equal(["zoo/body/zoo_legs"], await migration);
    }

    static readonly SchemaFunction Key = new("zoo", "body", "zoo_key", """
        -- frozen
        create or replace function zoo_key(id int) returns int language sql immutable return id + 1;
        """, new(1, 0));

    static SchemaFunction Legs(int legs, string version = "1.0") => new(
        "zoo", "body", "zoo_legs", $"create or replace function zoo_legs() returns int language sql as 'select {legs}';", new(version));

    static SchemaPart[] Zoo(SchemaScript[] scripts, params SchemaFunction[] functions) => [new(typeof(SchemaMigratorTests), "zoo", scripts, functions, [])];

    Task<int> CountLegsAsync() => database.DataSource.ValueAsync<int>("select zoo_legs()");
}
