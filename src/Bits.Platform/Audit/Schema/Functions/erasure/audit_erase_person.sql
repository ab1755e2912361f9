-- Forgets the personal parts of every event that a person did or that was done to them. Requires that the account is erased.
create or replace function audit_erase_person(person uuid) returns bigint language plpgsql security definer as $$
declare
    erased bigint;
begin
    if not exists (select from accounts_user where id = person and erased_at is not null) then
        raise exception 'The account % has not been erased.', person using errcode = 'restrict_violation';
    end if;
    update audit_event set personal = null, personal_salt = null
    where personal is not null and action <> 'accounts.erase_person'
      and (actor_id = person or (target_type = 'user' and target_id = person::text));
    get diagnostics erased = row_count;
    return erased;
end $$;
