-- Finds the keys whose day is over.
create index rpc_idempotency_age on rpc_idempotency (created_at);

-- What the role of a running backend gets: everything but to change the audit log, its seals, or the schema.
create function rpc_grant_application(role_name text) returns void language plpgsql as $$
declare
    part record;
begin
    execute format('grant usage on schema %I to %I', current_schema(), role_name);
    execute format('grant select, insert, update, delete on all tables in schema %I to %I', current_schema(), role_name);
    execute format('grant usage, select on all sequences in schema %I to %I', current_schema(), role_name);
    execute format('grant execute on all functions in schema %I to %I', current_schema(), role_name);
    for part in
        select relname from pg_class
        where relnamespace = current_schema()::regnamespace and relkind in ('r', 'p') and relname like 'audit\_%'
    loop
        execute format('revoke insert, update, delete on %I from %I', part.relname, role_name);
    end loop;
    -- Not at and xid: those are the database's to say.
    execute format('grant insert (id, class, action, outcome, actor_kind, actor_id, session_id, scope_type, scope_id, '
        || 'target_type, target_id, rule, changes, request_id, trace_id, idempotency_key, source, version, personal, '
        || 'personal_salt, personal_hash) on audit_event to %I', role_name);
    execute format('grant insert on audit_seal to %I', role_name);
    execute format('grant insert, update on audit_head to %I', role_name);
    execute format('revoke insert, update, delete on schema_migration from %I', role_name);
end $$;
