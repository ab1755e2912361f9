-- An invitation is good as long as who made it may give what it gives.
alter table memberships_request
    drop constraint memberships_request_state_is_known,
    add constraint memberships_request_state_is_one_of_five
        check (state in ('pending', 'accepted', 'rejected', 'withdrawn', 'void'));

create index memberships_request_given
    on memberships_request (created_by, created_at, id) where kind = 'invitation' and state = 'pending';

-- The ranks of the library: a test compares them.
create function memberships_rank(role text) returns int language sql immutable as $$
    select case role when 'owner' then 40 when 'admin' then 30 when 'coordinator' then 30 when 'moderator' then 20 else 10 end
$$;

-- Whoever is banned, goes, is removed or gets a lower role has given what they had to give: their pending invitations into
-- this scope are void, in the transaction that changed them. Also for a change in SQL.
create function memberships_void_invitations() returns trigger language plpgsql as $$
begin
    update memberships_request r
    set state = 'void', token_hash = null, decided_at = clock_timestamp(), decided_by = a.changed_by
    from before_change b
    join after_change a using (user_id, scope_type, scope_id)
    where b.state = 'active' and (a.state <> 'active' or memberships_rank(a.role) < memberships_rank(b.role))
      and r.created_by = b.user_id and r.scope_type = b.scope_type and r.scope_id = b.scope_id
      and r.kind = 'invitation' and r.state = 'pending';
    return null;
end $$;

create trigger memberships_membership_void_invitations
    after update on memberships_membership
    referencing old table as before_change new table as after_change
    for each statement execute function memberships_void_invitations();
