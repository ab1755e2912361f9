-- Who may look and not touch. The old check goes once the new one holds: no moment without one.
alter table accounts_user
    add constraint accounts_user_platform_role_is_one_of_three
        check (platform_role in ('viewer', 'operator', 'admin')) not valid;
alter table accounts_user validate constraint accounts_user_platform_role_is_one_of_three;
alter table accounts_user drop constraint accounts_user_platform_role_is_known;
