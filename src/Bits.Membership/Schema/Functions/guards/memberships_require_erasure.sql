-- Allows a change of the reason only as an erasure of the user that the permit names. Facts are never rewritten.
create or replace function memberships_require_erasure(of_user uuid, reason text) returns void language plpgsql as $$
begin
    if reason is distinct from '[erased]'
        or current_setting('memberships.erase', true) is distinct from of_user::text
    then
        raise exception 'who changed a membership, when and why is never rewritten; only an erasure removes the reason'
            using constraint = 'memberships_transition_is_kept', errcode = 'check_violation';
    end if;
end $$;
