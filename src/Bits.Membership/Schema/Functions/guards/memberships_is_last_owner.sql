-- Tells whether a row is the last owner of its scope. Checks under the lock: if two owners leave at once, the second sees
-- that the first is gone. If the snapshot is older than the lock, the row lock ends the transaction with a serialization
-- failure.
create or replace function memberships_is_last_owner(m memberships_membership) returns boolean language plpgsql as $$
begin
    if m.state <> 'active' or m.role <> 'owner' then
        return false;
    end if;
    perform memberships_lock_owners(m.scope_type, m.scope_id);
    if current_setting('transaction_isolation') = 'read committed' then
        perform from memberships_membership o
        where o.scope_type = m.scope_type and o.scope_id = m.scope_id and o.user_id <> m.user_id
          and o.state = 'active' and o.role = 'owner'
        limit 1;
    else
        perform from memberships_membership o
        where o.scope_type = m.scope_type and o.scope_id = m.scope_id and o.user_id <> m.user_id
          and o.state = 'active' and o.role = 'owner'
        limit 1
        for share;
    end if;
    return not found;
end $$;
