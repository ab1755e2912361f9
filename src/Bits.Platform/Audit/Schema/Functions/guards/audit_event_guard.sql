-- Keeps the log append-only: the only change it allows is to forget personal parts.
create or replace function audit_event_guard() returns trigger language plpgsql as $$
begin
    -- The one change that may be: forgetting what is personal.
    if tg_op = 'UPDATE' and tg_level = 'ROW' then
        if new.personal is null and new.personal_salt is null
            and (to_jsonb(new) - '{personal,personal_salt}'::text[]) = (to_jsonb(old) - '{personal,personal_salt}'::text[])
        then
            return new;
        end if;
    end if;
    raise exception 'The audit log is only added to: % on % is refused.', lower(tg_op), tg_table_name
        using errcode = 'restrict_violation', constraint = 'audit_event_guard';
end $$;

create or replace trigger audit_event_guard before update or delete on audit_event
    for each row execute function audit_event_guard();
create or replace trigger audit_event_guard_truncate before truncate on audit_event
    for each statement execute function audit_event_guard();
create or replace trigger audit_event_guard_truncate before truncate on audit_event_access_default
    for each statement execute function audit_event_guard();
create or replace trigger audit_event_guard_truncate before truncate on audit_event_admin_default
    for each statement execute function audit_event_guard();
create or replace trigger audit_event_guard_truncate before truncate on audit_event_security_default
    for each statement execute function audit_event_guard();
create or replace trigger audit_seal_guard before update or delete or truncate on audit_seal
    for each statement execute function audit_event_guard();
