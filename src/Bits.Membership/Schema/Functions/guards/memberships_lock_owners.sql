-- Takes the lock that guards the owners of a scope. Every command that may remove an owner takes it before it locks a row,
-- so no transaction waits for it while it holds a row.
create or replace function memberships_lock_owners(scope_type text, scope_id text) returns void language sql as $$
    select pg_advisory_xact_lock(hashtextextended(concat_ws(':', 'memberships', scope_type, scope_id), 0))
$$;
