using Bits.Jobs;
using Bits.Membership;
using Bits.Platform;
using Bits.Search;

namespace Bits.Architecture.Tests;

/// <summary>No login may do anything with a part because it is a login; what it may do is written down, and given again by
/// every migration.</summary>
[Slow]
public sealed class RightsTests(EmptyDatabase database) : IClassFixture<EmptyDatabase>, IAsyncLifetime
{
    // Every function of the schema: nothing else is in it.
    const string ForEveryLogin = """
        select coalesce(array_agg(p.oid::regprocedure::text), '{}')
        from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
        where p.pronamespace = 'public'::regnamespace and a.grantee = 0
        """;

    const string WithAnOpenPath = """
        select coalesce(array_agg(p.oid::regprocedure::text), '{}')
        from pg_proc p
        where p.pronamespace = 'public'::regnamespace and (p.prosecdef or p.prorettype = 'trigger'::regtype)
          and not coalesce(p.proconfig, '{}') @> '{"search_path=public, pg_temp"}'
        """;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => await database.DataSource.SqlAsync("""
        drop schema public cascade;
        create schema public;
        alter default privileges grant execute on functions to public;
        """);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task No_function_of_any_part_is_for_every_login()
    {
        await PlatformSchema.MigrateAsync(database.DataSource, Ct);

        Assert.Empty(await NamesAsync(ForEveryLogin));
    }

    [Fact]
    public async Task What_runs_as_its_owner_or_in_a_trigger_looks_in_its_own_schema_and_last_in_temporary_tables()
    {
        await PlatformSchema.MigrateAsync(database.DataSource, Ct);

        Assert.Empty(await NamesAsync(WithAnOpenPath));
        Assert.Equal(
            [
                "audit_add_seal", "audit_drop_partition", "audit_erase_person", "audit_make_partitions", "jobs_queue_replace_args",
                "jobs_queue_retain", "search_partitions",
            ],
            await NamesAsync("select array_agg(proname::text order by proname) from pg_proc where prosecdef and pronamespace = 'public'::regnamespace"));
    }

    [Fact]
    public async Task A_part_that_stands_alone_is_closed_too()
    {
        await MembershipSchema.MigrateAsync(database.DataSource, Ct);
        await JobsSchema.MigrateAsync(database.DataSource, Ct);
        await SearchSchema.MigrateAsync(database.DataSource, [], Ct);

        Assert.Empty(await NamesAsync(ForEveryLogin));
        Assert.Empty(await NamesAsync(WithAnOpenPath));
    }

    [Fact]
    public async Task A_function_that_is_made_later_is_closed_from_the_beginning()
    {
        await PlatformSchema.MigrateAsync(database.DataSource, Ct);

        await database.DataSource.SqlAsync("create function groups_made_later() returns int language sql as 'select 1'");

        Assert.Empty(await NamesAsync(ForEveryLogin));
    }

    [Theory]
    [InlineData("grant execute on function jobs_queue_retry to public")]
    [InlineData("alter function audit_drop_partition reset search_path")]
    [InlineData("alter function jobs_queue_requeue set search_path = pg_temp, public")]
    [InlineData("alter function jobs_queue_retain security invoker")]
    [InlineData("revoke insert on posts_post from :role")]
    [InlineData("revoke execute on function memberships_lock_owners from :role")]
    [InlineData("grant update on audit_event to :role")]
    [InlineData("grant update (outcome) on audit_event to :role")]
    [InlineData("grant execute on function audit_erase_person to :role")]
    [InlineData("create table saved_later (id int)")]
    public async Task What_somebody_changed_about_the_rights_is_as_it_should_be_after_the_next_migration(string change)
    {
        await PlatformSchema.MigrateAsync(database.DataSource, Ct);
        await using var login = await TestLogin.CreateAsync(database);
        await PlatformSchema.GrantApplicationAsync(database.DataSource, login.Name, Ct);
        var before = await RightsAsync(login);

        await database.DataSource.SqlAsync(change.Replace(":role", login.Name, StringComparison.Ordinal));
        Assert.Empty(await PlatformSchema.MigrateAsync(database.DataSource, Ct));

        var added = (await RightsAsync(login)).Except(before);
        Assert.Equal(change.StartsWith("create", StringComparison.Ordinal) ? ["saved_later {delete insert select update}"] : [], added);
        Assert.Empty(before.Except(await RightsAsync(login)));
    }

    [Fact]
    public async Task A_login_that_owns_nothing_starts_on_a_schema_that_is_up_to_date_and_changes_nothing()
    {
        await PlatformSchema.MigrateAsync(database.DataSource, Ct);
        await using var login = await TestLogin.CreateAsync(database);
        await PlatformSchema.GrantApplicationAsync(database.DataSource, login.Name, Ct);
        await database.DataSource.SqlAsync("grant execute on function jobs_queue_retry to public");

        Assert.Empty(await PlatformSchema.MigrateAsync(login.DataSource, Ct));
    }

    [Fact]
    public async Task A_role_that_is_not_there_or_owns_the_tables_is_named()
    {
        await PlatformSchema.MigrateAsync(database.DataSource, Ct);
        var owner = await database.DataSource.ValueAsync<string>("select current_user::text");

        var unknown = await Assert.ThrowsAsync<SettingsException>(
            () => PlatformSchema.GrantApplicationAsync(database.DataSource, "no_such_role", Ct));
        var owns = await Assert.ThrowsAsync<SettingsException>(
            () => PlatformSchema.GrantApplicationAsync(database.DataSource, owner, Ct));

        Assert.Contains("no_such_role", unknown.Message, StringComparison.Ordinal);
        Assert.Contains(owner, owns.Message, StringComparison.Ordinal);
    }

    Task<string[]> NamesAsync(string sql) => database.DataSource.ValueAsync<string[]>(sql);

    // Each right of the login and of every login, and how each function runs.
    Task<string[]> RightsAsync(TestLogin login) => database.DataSource.ValueAsync<string[]>("""
        select array_agg(line) from (
            select c.relname || ' {' || string_agg(lower(a.privilege_type), ' ' order by a.privilege_type) || '}'
            from pg_class c, aclexplode(c.relacl) a
            where a.grantee in (0, $1::text::regrole) and c.relkind = 'r'
            group by c.relname
            union all
            select c.relname || '.' || t.attname || a.privilege_type
            from pg_attribute t join pg_class c on c.oid = t.attrelid, aclexplode(t.attacl) a
            where a.grantee in (0, $1::text::regrole)
            union all
            select p.oid::regprocedure || ' ' || a.grantee || p.prosecdef || coalesce(p.proconfig::text, '')
            from pg_proc p, aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
            where p.pronamespace = 'public'::regnamespace
        ) rights (line)
        """, login.Name);
}
