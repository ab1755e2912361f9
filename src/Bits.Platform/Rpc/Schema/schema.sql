-- The schema as the migrations make it: approved by a test, never applied.

table rpc_idempotency
    user_id uuid not null
    key text not null
    method text not null
    request_hash bytea not null
    response text
    created_at timestamp with time zone not null default now()
    constraint rpc_idempotency_pkey PRIMARY KEY (user_id, key)
    CREATE INDEX rpc_idempotency_age ON rpc_idempotency USING btree (created_at)

table rpc_secret
    name text not null
    value bytea not null
    constraint rpc_secret_pkey PRIMARY KEY (name)
    constraint rpc_secret_value_is_long CHECK ((length(value) >= 32))

