-- Refuses DELETE and TRUNCATE: memberships end with state left, and the ledger is kept.
create or replace function memberships_refuse_loss() returns trigger language plpgsql as $$
begin
    raise exception '% on % is refused: memberships end with state left, and the ledger is never changed',
        tg_op, tg_table_name
        using constraint = tg_table_name || '_is_kept', errcode = 'check_violation';
end $$;

create or replace trigger memberships_membership_is_kept
    before delete or truncate on memberships_membership
    for each statement execute function memberships_refuse_loss();

create or replace trigger memberships_transition_is_kept
    before delete or truncate on memberships_transition
    for each statement execute function memberships_refuse_loss();
