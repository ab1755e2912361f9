using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Bits.Shared;

/// <summary>Keeps the rights on the functions and tables of a part: no function is for every login, what runs with the
/// owner's rights looks names up in its own schema alone, and each login has what its documented kind needs.</summary>
/// <remarks>The prefix of the part says what is its own; nothing else in the schema is touched.</remarks>
static class SchemaRights
{
    /// <summary>Changes when this class does: then every part is gone through again.</summary>
    public const string Version = "1";

    /// <summary>Whether this login owns the schema's tables, and so may set rights.</summary>
    public static Task<bool> IsOwnerAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select coalesce(
                (select pg_has_role(relowner, 'usage') from pg_class where oid = to_regclass('schema_migration')), true)
            """;

        return db.FindAsync(sql, [], row => row.GetBoolean(0), ct);
    }

    /// <summary>Whether the rights were set from another text than this build's, or changed since.</summary>
    public static async Task<bool> AreStaleAsync(
        NpgsqlConnection db, IReadOnlyList<string> apps, IReadOnlyList<SchemaAccess> access, CancellationToken ct)
    {
        const string hasTable = "select to_regclass('schema_migration_access') is not null";
        const string sql = """
            select exists (
                select from unnest($1::text[], $2::text[]) as wanted (app, checksum)
                left join schema_migration_access a using (app)
                where a.checksum is distinct from wanted.checksum or a.rights is distinct from $3)
            """;

        if (!await IsOwnerAsync(db, ct).ConfigureAwait(false))
            return false;
        if (!await db.FindAsync(hasTable, [], row => row.GetBoolean(0), ct).ConfigureAwait(false))
            return true;

        var checksums = apps.Select(app => SchemaAccess.Checksum(app, access)).ToArray();
        return await db.FindAsync(
            sql, [apps.ToArray(), checksums, await RightsAsync(db, apps, ct).ConfigureAwait(false)],
            row => row.GetBoolean(0), ct).ConfigureAwait(false);
    }

    /// <summary>Closes the functions of the parts: no login may run one by being a login, and what runs as its owner or
    /// in a trigger finds its tables whatever the caller's <c>search_path</c> is.</summary>
    public static async Task CloseAsync(NpgsqlConnection db, IReadOnlyList<string> apps, CancellationToken ct)
    {
        foreach (var statement in await ListOpenAsync(db, apps, ct).ConfigureAwait(false))
            await RunAsync(db, statement, ct).ConfigureAwait(false);
    }

    /// <summary>Sets everything: which functions run as their owner, what is closed, and what each login may
    /// do.</summary>
    public static async Task ApplyAsync(
        NpgsqlConnection db, IReadOnlyList<string> apps, IReadOnlyList<SchemaAccess> access, CancellationToken ct)
    {
        const string note = """
            insert into schema_migration_access (app, checksum, rights)
            values ($1, $2, $3)
            on conflict (app) do update set checksum = excluded.checksum, rights = excluded.rights
            """;

        foreach (var file in access.Where(a => a.Kind == SchemaAccess.Owner))
            await RunAsync(db, file.Sql, ct).ConfigureAwait(false);
        await CloseAsync(db, apps, ct).ConfigureAwait(false);
        await SchemaGrants.GrantAllAsync(db, apps, access, ct).ConfigureAwait(false);
        var rights = await RightsAsync(db, apps, ct).ConfigureAwait(false);
        foreach (var app in apps)
            await db.ExecuteAsync(note, [app, SchemaAccess.Checksum(app, access), rights], ct).ConfigureAwait(false);
    }

    /// <summary>Runs a text that comes from an assembly, or that the database made of quoted names.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Embedded texts, and names that the database has quoted.")]
    public static async Task RunAsync(NpgsqlConnection db, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, db);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    // Temporary tables last: a caller can make one of any name.
    static Task<List<string>> ListOpenAsync(NpgsqlConnection db, IReadOnlyList<string> apps, CancellationToken ct)
    {
        const string sql = """
            with own as (
                select p.*, p.oid::regprocedure as name
                from pg_proc p
                where p.pronamespace = current_schema()::regnamespace
                  and exists (select from unnest($1::text[]) app where starts_with(p.proname, app || '_'))
            )
            select format('revoke all on function %s from public', name)
            from own
            where exists (select from aclexplode(coalesce(proacl, acldefault('f', proowner))) a where a.grantee = 0)
            union all
            select format('alter function %s set search_path = %I, pg_temp', name, current_schema())
            from own
            where (prosecdef or prorettype = 'trigger'::regtype)
              and not coalesce(proconfig, '{}') @> array[format('search_path=%I, pg_temp', current_schema())]
            """;

        return db.QueryAsync(sql, [apps.ToArray()], row => row.GetString(0), ct);
    }

    // Fingerprint of every right on what is the parts' own, and of how its functions run.
    static async Task<string> RightsAsync(NpgsqlConnection db, IReadOnlyList<string> apps, CancellationToken ct)
    {
        const string sql = """
            with tables as (
                select c.oid, c.relname, c.relkind, c.relacl
                from pg_class c
                where c.relnamespace = current_schema()::regnamespace and not c.relispartition
                  and exists (select from unnest($1::text[]) app where starts_with(c.relname, app || '_'))
            ),
            lines (line) as (
                select concat_ws(' ', relname, relacl) from tables where relkind in ('r', 'p', 'v', 'S')
                union all
                select concat_ws(' ', t.relname, a.attname, a.attacl)
                from tables t join pg_attribute a on a.attrelid = t.oid
                where a.attacl is not null
                union all
                select concat_ws(' ', p.oid::regprocedure, coalesce(p.proacl::text, 'open'), p.prosecdef, p.proconfig)
                from pg_proc p
                where p.pronamespace = current_schema()::regnamespace
                  and exists (select from unnest($1::text[]) app where starts_with(p.proname, app || '_'))
                union all
                select concat_ws(' ', app, kind, role_name) from schema_migration_role where app = any ($1)
                union all
                select concat_ws(' ', defaclrole::regrole, defaclacl)
                from pg_default_acl
                where defaclnamespace = 0 and defaclobjtype = 'f'
            )
            select md5(coalesce(string_agg(line, e'\n' order by line collate "C"), '')) from lines
            """;

        return (await db.FindAsync(sql, [apps.ToArray()], row => row.GetString(0), ct).ConfigureAwait(false))!;
    }
}
