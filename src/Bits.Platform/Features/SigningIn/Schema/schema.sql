-- The schema as the migrations make it: approved by a test, never applied.

table sign_in_challenge
    hash bytea not null
    challenge bytea not null
    user_id uuid
    session_id text
    expires_at timestamp with time zone not null
    constraint sign_in_challenge_pkey PRIMARY KEY (hash)
    CREATE INDEX sign_in_challenge_expired ON sign_in_challenge USING btree (expires_at)

table sign_in_claim
    id uuid not null
    hash bytea
    user_id uuid not null
    issuer text not null
    subject text not null
    label text not null
    client text
    expires_at timestamp with time zone not null
    constraint sign_in_claim_hash_once UNIQUE (hash)
    constraint sign_in_claim_once UNIQUE (user_id, issuer, subject)
    constraint sign_in_claim_pkey PRIMARY KEY (id)

table sign_in_passkey
    id uuid not null
    user_id uuid not null
    credential_id bytea not null
    public_key bytea not null
    sign_count bigint not null
    transports text[] not null
    name text not null
    created_at timestamp with time zone not null default now()
    last_used_at timestamp with time zone
    constraint sign_in_passkey_credential_id_is_short CHECK (((length(credential_id) >= 1) AND (length(credential_id) <= 1023)))
    constraint sign_in_passkey_name_is_short CHECK (((length(name) >= 1) AND (length(name) <= 60)))
    constraint sign_in_passkey_once UNIQUE (credential_id)
    constraint sign_in_passkey_pkey PRIMARY KEY (id)
    CREATE INDEX sign_in_passkey_user ON sign_in_passkey USING btree (user_id)

