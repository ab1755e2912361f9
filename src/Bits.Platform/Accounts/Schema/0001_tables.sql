-- Accounts of people and machines. Other parts refer to a user by id.
create table accounts_user (
    id            uuid        not null,
    username      text        not null,
    email         text        not null,
    name          text        not null,
    primary_role  text        not null default 'alumni',
    platform_role text,
    batch         int,
    campus        text,                                -- in lower case
    created_at    timestamptz not null default now(),
    client_id     text,                                -- of a machine
    capabilities  text[],                              -- of a machine
    disabled_at   timestamptz,
    sessions_from timestamptz,                         -- earlier sessions have ended
    erased_at     timestamptz,
    constraint accounts_user_pkey primary key (id),
    constraint accounts_user_username_taken unique (username),
    constraint accounts_user_email_taken unique (email),
    constraint accounts_user_client_id_taken unique (client_id),
    constraint accounts_user_email_is_lower_case check (email = lower(email)),
    constraint accounts_user_name_is_short check (length(name) between 1 and 200),
    constraint accounts_user_campus_is_short check (length(campus) between 1 and 100),
    constraint accounts_user_primary_role_is_known check (primary_role in ('alumni', 'students', 'faculty', 'staff')),
    constraint accounts_user_platform_role_is_one_of_three check (platform_role in ('viewer', 'operator', 'admin')),
    constraint accounts_user_machine_is_limited check ((client_id is null) = (capabilities is null))
);

-- Sessions. A browser session is stored from its beginning, by the hash of its secret; a token session once it has ended.
create table accounts_session (
    id           text        not null,
    user_id      uuid        not null,
    kind         text        not null,
    client       text,
    created_at   timestamptz not null default now(),
    expires_at   timestamptz not null,
    ended_at     timestamptz,
    signed_in_at timestamptz,                          -- these three as the identity provider reported them
    acr          text,
    amr          text[],
    constraint accounts_session_pkey primary key (user_id, id),
    constraint accounts_session_user_id_fkey foreign key (user_id) references accounts_user (id),
    constraint accounts_session_kind_is_known check (kind in ('browser', 'token')),
    constraint accounts_session_id_is_short check (length(id) between 1 and 200)
);

-- One-time sign-in links: mailed to the address of an account, and in development made by the command line.
create table accounts_login_link (
    hash       bytea       not null,
    user_id    uuid        not null,
    expires_at timestamptz not null,
    constraint accounts_login_link_pkey primary key (hash),
    constraint accounts_login_link_user_id_fkey foreign key (user_id) references accounts_user (id)
);

-- Sign-ins at identity providers that may use an account. Each belongs to one account.
create table accounts_linked_sign_in (
    id        uuid        not null,
    issuer    text        not null,
    subject   text        not null,
    user_id   uuid        not null,
    label     text        not null,                    -- the address that the provider reported
    linked_at timestamptz not null default now(),
    constraint accounts_linked_sign_in_pkey primary key (id),
    constraint accounts_linked_sign_in_once unique (issuer, subject),
    constraint accounts_linked_sign_in_user_id_fkey foreign key (user_id) references accounts_user (id),
    constraint accounts_linked_sign_in_texts_are_short
        check (length(issuer) <= 500 and length(subject) <= 255 and length(label) <= 254)
);

create index accounts_linked_sign_in_user on accounts_linked_sign_in (user_id);

-- Profiles of Phase 1, read by the backfill that infers chapters. No code writes them any more.
create table accounts_profile (
    user_id uuid not null,
    chapter text,
    city    text,
    constraint accounts_profile_pkey primary key (user_id),
    constraint accounts_profile_user_exists foreign key (user_id) references accounts_user (id) on delete cascade,
    constraint accounts_profile_texts_are_short check (length(chapter) <= 200 and length(city) <= 200)
);
