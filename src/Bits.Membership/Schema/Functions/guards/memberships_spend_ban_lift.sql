-- Lets a ban end only if the library has just permitted it for this row. The permit serves once.
create or replace function memberships_spend_ban_lift(banned memberships_membership) returns void language plpgsql as $$
begin
    if current_setting('memberships.lift_ban', true)
        is distinct from concat_ws('/', banned.user_id, banned.scope_type, banned.scope_id)
    then
        raise exception 'user % is banned from %:%; only Unban or Reinstate ends a ban',
            banned.user_id, banned.scope_type, banned.scope_id
            using constraint = 'memberships_membership_ban_holds', errcode = 'check_violation';
    end if;
    perform set_config('memberships.lift_ban', '', true);
end $$;
