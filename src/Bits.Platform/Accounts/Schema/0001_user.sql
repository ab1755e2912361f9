-- Who there is. Everything else refers to a user by id.
create table accounts_user (
    id            uuid        not null,
    username      text        not null,
    email         text        not null,
    name          text        not null,
    primary_role  text        not null default 'alumni',
    platform_role text,
    batch         int,
    created_at    timestamptz not null default now(),
    constraint accounts_user_pkey primary key (id),
    constraint accounts_user_username_taken unique (username),
    constraint accounts_user_email_taken unique (email),
    constraint accounts_user_email_is_lower_case check (email = lower(email)),
    constraint accounts_user_name_is_short check (length(name) between 1 and 200),
    constraint accounts_user_primary_role_is_known check (primary_role in ('alumni', 'students', 'faculty', 'staff')),
    constraint accounts_user_platform_role_is_known check (platform_role in ('operator', 'admin'))
);
