using Npgsql;

namespace Bits.Shared;

/// <summary>Grants logins the rights of their kind, and records the kind of each login, so that every migration repeats
/// the grants.</summary>
static class SchemaGrants
{
    /// <summary>Assigns a kind to a login, and grants its rights.</summary>
    /// <exception cref="InvalidOperationException">The role does not exist, or it owns the tables.</exception>
    public static async Task AddAsync(
        NpgsqlConnection db, IReadOnlyList<SchemaPart> parts, string kind, string role, CancellationToken ct)
    {
        const string add = """
            insert into schema_migration_role (app, kind, role_name)
            select app, $2, $3
            from unnest($1::text[]) app
            on conflict do nothing
            """;

        await RequireAsync(db, role, ct).ConfigureAwait(false);
        await db.ExecuteAsync(add, [SchemaRights.Apps(parts), kind, role], ct).ConfigureAwait(false);
        await SchemaRights.ApplyAsync(db, parts, ct).ConfigureAwait(false);
    }

    /// <summary>Grants every recorded login the rights of its kinds, and revokes all others.</summary>
    public static async Task GrantAllAsync(
        NpgsqlConnection db, IReadOnlyList<SchemaPart> parts, CancellationToken ct)
    {
        const string forget = "delete from schema_migration_role where to_regrole(quote_ident(role_name)) is null";
        const string sql = """
            select app, quote_ident(role_name), array_agg(kind order by kind)
            from schema_migration_role
            where app = any ($1)
            group by app, role_name
            order by app, role_name
            """;

        await db.ExecuteAsync(forget, [], ct).ConfigureAwait(false);
        var logins = await db.QueryAsync(
            sql, [SchemaRights.Apps(parts)],
            row => (App: row.GetString(0), Role: row.GetString(1), Kinds: row.GetFieldValue<string[]>(2)), ct)
            .ConfigureAwait(false);
        foreach (var login in logins)
        {
            await RunListAsync(db, RevokeSql, login.App, login.Role, ct).ConfigureAwait(false);
            await RunListAsync(db, EveryKindSql, login.App, login.Role, ct).ConfigureAwait(false);
            if (login.Kinds.Contains(SchemaAccess.Application))
                await RunListAsync(db, GrantSql, login.App, login.Role, ct).ConfigureAwait(false);
            foreach (var file in parts.Single(part => part.App == login.App).Access.Where(a => login.Kinds.Contains(a.Kind)))
                await SchemaRights.RunAsync(
                    db, file.Sql.Replace(":role", login.Role, StringComparison.Ordinal), ct).ConfigureAwait(false);
        }
    }

    static async Task RequireAsync(NpgsqlConnection db, string role, CancellationToken ct)
    {
        const string sql = """
            select to_regrole(quote_ident($1::text)) is not null,
                   exists (
                       select from pg_class
                       where oid = 'schema_migration'::regclass and relowner = to_regrole(quote_ident($1::text)))
            """;

        var (isThere, isOwner) = await db.FindAsync(
            sql, [role], row => (row.GetBoolean(0), row.GetBoolean(1)), ct).ConfigureAwait(false);
        if (!isThere)
            throw new InvalidOperationException($"There is no role {role}. Create it: create role {role} login");
        if (isOwner)
            throw new InvalidOperationException(
                $"The role {role} owns the tables, so grants do not limit it. Name another role.");
    }

    static async Task RunListAsync(
        NpgsqlConnection db, [System.Diagnostics.CodeAnalysis.ConstantExpected] string sql, string app, string role,
        CancellationToken ct)
    {
        var statements = await db.QueryAsync(sql, [app, role], row => row.GetString(0), ct).ConfigureAwait(false);
        foreach (var statement in statements)
            await SchemaRights.RunAsync(db, statement, ct).ConfigureAwait(false);
    }

    // Access to partitions goes through their tables.
    const string RevokeSql = """
        select format('revoke all on %s from %s', string_agg(oid::regclass::text, ', '), $2::text)
        from pg_class
        where relnamespace = current_schema()::regnamespace and starts_with(relname, $1::text || '_') and relkind in ('r', 'p', 'v')
        having count(*) > 0
        union all
        select format('revoke all on sequence %s from %s', string_agg(oid::regclass::text, ', '), $2::text)
        from pg_class
        where relnamespace = current_schema()::regnamespace and starts_with(relname, $1::text || '_') and relkind = 'S'
        having count(*) > 0
        union all
        select format('revoke all on function %s from %s', string_agg(oid::regprocedure::text, ', '), $2::text)
        from pg_proc
        where pronamespace = current_schema()::regnamespace and starts_with(proname, $1::text || '_')
        having count(*) > 0
        """;

    // A plain function has only the rights of its caller. A function with the owner's rights is granted by name, or to
    // no login.
    const string EveryKindSql = """
        select format('grant usage on schema %I to %s', current_schema(), $2::text)
        union all
        select format('grant select on schema_migration, schema_migration_function, schema_migration_access to %s', $2::text)
        union all
        select format('grant execute on function %s to %s', string_agg(oid::regprocedure::text, ', '), $2::text)
        from pg_proc
        where pronamespace = current_schema()::regnamespace and starts_with(proname, $1::text || '_')
          and not prosecdef and prorettype <> 'trigger'::regtype
        having count(*) > 0
        """;

    const string GrantSql = """
        select format('grant select, insert, update, delete on %s to %s', string_agg(oid::regclass::text, ', '), $2::text)
        from pg_class
        where relnamespace = current_schema()::regnamespace and starts_with(relname, $1::text || '_')
          and relkind in ('r', 'p', 'v') and not relispartition
        having count(*) > 0
        union all
        select format('grant usage, select on sequence %s to %s', string_agg(oid::regclass::text, ', '), $2::text)
        from pg_class
        where relnamespace = current_schema()::regnamespace and starts_with(relname, $1::text || '_') and relkind = 'S'
        having count(*) > 0
        """;
}
