using System.Diagnostics.CodeAnalysis;
using Npgsql;

namespace Bits.Shared;

/// <summary>Sets the rights on the functions and tables of a part. No function is public, a function with the owner's
/// rights resolves names in its own schema only, and each login has the rights of its kind.</summary>
/// <remarks>The prefix identifies the objects of the part; other objects in the schema stay unchanged.</remarks>
static class SchemaRights
{
    /// <summary>The version of this class; a change makes every part be processed again.</summary>
    public const string Version = "2";

    /// <summary>Returns whether this login owns the schema's tables, and so may set rights.</summary>
    public static Task<bool> IsOwnerAsync(NpgsqlConnection db, CancellationToken ct)
    {
        const string sql = """
            select coalesce(
                (select pg_has_role(relowner, 'usage') from pg_class where oid = to_regclass('schema_migration')), true)
            """;

        return db.FindAsync(sql, [], row => row.GetBoolean(0), ct);
    }

    /// <summary>Returns whether the rights come from another text than this build's, or changed since.</summary>
    public static async Task<bool> AreStaleAsync(
        NpgsqlConnection db, IReadOnlyList<SchemaPart> parts, CancellationToken ct)
    {
        const string sql = """
            select exists (
                select from unnest($1::text[], $2::text[]) as wanted (app, checksum)
                left join schema_migration_access a using (app)
                where a.checksum is distinct from wanted.checksum or a.rights is distinct from $3)
            """;

        if (!await IsOwnerAsync(db, ct).ConfigureAwait(false))
            return false;
        if (!await db.HasTableAsync("schema_migration_access", ct).ConfigureAwait(false))
            return true;

        var apps = Apps(parts);
        var checksums = parts.Select(part => SchemaAccess.Checksum(part.Access)).ToArray();
        return await db.FindAsync(
            sql, [apps, checksums, await RightsAsync(db, apps, ct).ConfigureAwait(false)],
            row => row.GetBoolean(0), ct).ConfigureAwait(false);
    }

    /// <summary>Revokes public access to the functions of the parts. Functions with the owner's rights and triggers
    /// find their tables regardless of the caller's <c>search_path</c>.</summary>
    public static async Task CloseAsync(NpgsqlConnection db, IReadOnlyList<string> apps, CancellationToken ct)
    {
        if (await ListOpenAsync(db, apps, ct).ConfigureAwait(false) is [_, ..] statements)
            await RunAsync(db, string.Join(";\n", statements), ct).ConfigureAwait(false);
    }

    /// <summary>Sets all rights: which functions run as their owner, the revocations, and the grants of each login.</summary>
    public static async Task ApplyAsync(
        NpgsqlConnection db, IReadOnlyList<SchemaPart> parts, CancellationToken ct)
    {
        const string note = """
            insert into schema_migration_access (app, checksum, rights)
            values ($1, $2, $3)
            on conflict (app) do update set checksum = excluded.checksum, rights = excluded.rights
            """;

        var apps = Apps(parts);
        foreach (var statement in await ListInvokersAsync(db, parts, ct).ConfigureAwait(false))
            await RunAsync(db, statement, ct).ConfigureAwait(false);
        foreach (var file in parts.SelectMany(part => part.Access).Where(a => a.Kind == SchemaAccess.Owner))
            await RunAsync(db, file.Sql, ct).ConfigureAwait(false);
        await CloseAsync(db, apps, ct).ConfigureAwait(false);
        await SchemaGrants.GrantAllAsync(db, parts, ct).ConfigureAwait(false);
        var rights = await RightsAsync(db, apps, ct).ConfigureAwait(false);
        foreach (var part in parts)
            await db.ExecuteAsync(note, [part.App, SchemaAccess.Checksum(part.Access), rights], ct).ConfigureAwait(false);
    }

    /// <summary>Gets the prefixes of the parts.</summary>
    public static string[] Apps(IReadOnlyList<SchemaPart> parts) => [.. parts.Select(part => part.App)];

    /// <summary>Runs a text of an assembly, or one that the database built from quoted names.</summary>
    [SuppressMessage("Security", "CA2100", Justification = "Embedded texts, and names that the database has quoted.")]
    public static async Task RunAsync(NpgsqlConnection db, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, db);
        await command.ExecuteNonQueryAsync(ct).ConfigureAwait(false);
    }

    // Functions declared to run as their owner that were changed by hand.
    static Task<List<string>> ListInvokersAsync(NpgsqlConnection db, IReadOnlyList<SchemaPart> parts, CancellationToken ct)
    {
        const string sql = """
            select format('alter function %s security definer', oid::regprocedure)
            from pg_proc
            where pronamespace = current_schema()::regnamespace and proname = any ($1::text[]) and not prosecdef
            """;

        var names = parts.SelectMany(part => part.Functions).Where(f => f.IsDefiner).Select(f => f.Name).ToArray();
        return db.QueryAsync(sql, [names], row => row.GetString(0), ct);
    }

    // Temporary tables come last: a caller can create one of any name.
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

    // Computes a fingerprint of every right on the parts' objects, and of how their functions run.
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
