-- Sessions that can be ended at once, and accounts of machines.
alter table accounts_user
    add column client_id     text,
    add column capabilities  text[],
    add column disabled_at   timestamptz,
    add column sessions_from timestamptz,
    add column erased_at     timestamptz,
    add constraint accounts_user_client_id_taken unique (client_id),
    add constraint accounts_user_machine_is_limited check ((client_id is null) = (capabilities is null));

-- A browser's session is here from its beginning, by the hash of its secret; a token's once it has been ended.
create table accounts_session (
    id         text        not null,
    user_id    uuid        not null,
    kind       text        not null,
    client     text,
    created_at timestamptz not null default now(),
    expires_at timestamptz not null,
    ended_at   timestamptz,
    constraint accounts_session_pkey primary key (user_id, id),
    constraint accounts_session_user_id_fkey foreign key (user_id) references accounts_user (id),
    constraint accounts_session_kind_is_known check (kind in ('browser', 'token')),
    constraint accounts_session_id_is_short check (length(id) between 1 and 200)
);

-- Links that log somebody in once, for development.
create table accounts_login_link (
    hash       bytea       not null,
    user_id    uuid        not null,
    expires_at timestamptz not null,
    constraint accounts_login_link_pkey primary key (hash),
    constraint accounts_login_link_user_id_fkey foreign key (user_id) references accounts_user (id)
);
