-- Passkeys (WebAuthn credentials) of accounts.
create table sign_in_passkey (
    id            uuid        not null,
    user_id       uuid        not null,
    credential_id bytea       not null,
    public_key    bytea       not null,                -- COSE_Key
    sign_count    bigint      not null,                -- 0 from authenticators that do not count
    transports    text[]      not null,
    name          text        not null,                -- by the user
    created_at    timestamptz not null default now(),
    last_used_at  timestamptz,
    constraint sign_in_passkey_pkey primary key (id),
    constraint sign_in_passkey_once unique (credential_id),
    constraint sign_in_passkey_credential_id_is_short check (length(credential_id) between 1 and 1023),
    constraint sign_in_passkey_name_is_short check (length(name) between 1 and 60)
);

create index sign_in_passkey_user on sign_in_passkey (user_id);

-- Challenges that wait for the answer of an authenticator. Each is deleted by its first use.
create table sign_in_challenge (
    hash       bytea       not null,                   -- of the token that the browser holds
    challenge  bytea       not null,
    user_id    uuid,                                   -- who adds a passkey; null for a sign-in
    session_id text,                                   -- the session in which a passkey is added
    expires_at timestamptz not null,
    constraint sign_in_challenge_pkey primary key (hash)
);

create index sign_in_challenge_expired on sign_in_challenge (expires_at);

-- Sign-ins at a provider that ask for an account. The owner of its address decides by a mailed link.
create table sign_in_claim (
    id         uuid        not null,
    hash       bytea,                                  -- of the token in the mail; null until it is sent
    user_id    uuid        not null,
    issuer     text        not null,
    subject    text        not null,
    label      text        not null,                   -- the address that the provider reports
    client     text,                                   -- the browser that asked
    expires_at timestamptz not null,
    constraint sign_in_claim_pkey primary key (id),
    constraint sign_in_claim_hash_once unique (hash),
    constraint sign_in_claim_once unique (user_id, issuer, subject)
);
