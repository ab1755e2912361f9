-- Numbers a new row, and marks a row written in SQL: the library always gives a reason.
create or replace function memberships_adopt_insert() returns trigger language plpgsql as $$
begin
    new.version := 1;
    if new.change_reason is null then
        new.changed_at := clock_timestamp();
        new.changed_by := null;
        new.change_reason := 'changed in SQL by ' || session_user;
    end if;
    return new;
end $$;

create or replace trigger memberships_membership_adopt_insert
    before insert on memberships_membership
    for each row when (new.version <> 1 or new.change_reason is null)
    execute function memberships_adopt_insert();
