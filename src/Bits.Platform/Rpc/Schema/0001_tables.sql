-- What the pipeline keeps: the key that signs cursors, and the answers to calls that may be repeated.
create table rpc_secret (
    name  text  not null,
    value bytea not null,
    constraint rpc_secret_pkey primary key (name),
    constraint rpc_secret_value_is_long check (length(value) >= 32)
);

-- Two random uuids hold 244 random bits; stock Postgres has no other strong source.
insert into rpc_secret (name, value)
select name, sha256(decode(replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', ''), 'hex'))
from (values ('page_cursor'), ('unsubscribe')) as s (name);

create table rpc_idempotency (
    user_id      uuid        not null,
    key          text        not null,
    method       text        not null,
    request_hash bytea       not null,
    response     text,
    created_at   timestamptz not null default now(),
    constraint rpc_idempotency_pkey primary key (user_id, key)
);

-- Finds expired keys.
create index rpc_idempotency_age on rpc_idempotency (created_at);
