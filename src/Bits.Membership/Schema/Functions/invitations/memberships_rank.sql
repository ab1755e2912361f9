-- Ranks the roles as the library does; a test compares them.
create or replace function memberships_rank(role text) returns int language sql immutable as $$
    select case role when 'owner' then 40 when 'admin' then 30 when 'coordinator' then 30 when 'moderator' then 20 else 10 end
$$;
