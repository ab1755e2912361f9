-- Refuses every change of the ledger but the erasure of a reason.
create or replace function memberships_guard_ledger() returns trigger language plpgsql as $$
declare
    erased memberships_transition := old;
begin
    erased.reason := new.reason;
    if new is distinct from erased then
        raise exception 'the ledger is never changed'
            using constraint = 'memberships_transition_is_kept', errcode = 'check_violation';
    end if;
    perform memberships_require_erasure(old.user_id, new.reason);
    return new;
end $$;

create or replace trigger memberships_transition_guard
    before update on memberships_transition
    for each row execute function memberships_guard_ledger();
