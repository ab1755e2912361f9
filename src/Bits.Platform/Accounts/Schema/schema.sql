-- The schema as the migrations make it: approved by a test, never applied.

table accounts_linked_sign_in
    id uuid not null
    issuer text not null
    subject text not null
    user_id uuid not null
    label text not null
    linked_at timestamp with time zone not null default now()
    constraint accounts_linked_sign_in_once UNIQUE (issuer, subject)
    constraint accounts_linked_sign_in_pkey PRIMARY KEY (id)
    constraint accounts_linked_sign_in_texts_are_short CHECK (((length(issuer) <= 500) AND (length(subject) <= 255) AND (length(label) <= 254)))
    constraint accounts_linked_sign_in_user_id_fkey FOREIGN KEY (user_id) REFERENCES accounts_user(id)
    CREATE INDEX accounts_linked_sign_in_user ON accounts_linked_sign_in USING btree (user_id)

table accounts_login_link
    hash bytea not null
    user_id uuid not null
    expires_at timestamp with time zone not null
    mailed_to text
    constraint accounts_login_link_pkey PRIMARY KEY (hash)
    constraint accounts_login_link_user_id_fkey FOREIGN KEY (user_id) REFERENCES accounts_user(id)

table accounts_profile
    user_id uuid not null
    chapter text
    city text
    constraint accounts_profile_pkey PRIMARY KEY (user_id)
    constraint accounts_profile_texts_are_short CHECK (((length(chapter) <= 200) AND (length(city) <= 200)))
    constraint accounts_profile_user_exists FOREIGN KEY (user_id) REFERENCES accounts_user(id) ON DELETE CASCADE

table accounts_session
    id text not null
    user_id uuid not null
    kind text not null
    client text
    created_at timestamp with time zone not null default now()
    expires_at timestamp with time zone not null
    ended_at timestamp with time zone
    signed_in_at timestamp with time zone
    acr text
    amr text[]
    constraint accounts_session_id_is_short CHECK (((length(id) >= 1) AND (length(id) <= 200)))
    constraint accounts_session_kind_is_known CHECK ((kind = ANY (ARRAY['browser'::text, 'token'::text])))
    constraint accounts_session_pkey PRIMARY KEY (user_id, id)
    constraint accounts_session_user_id_fkey FOREIGN KEY (user_id) REFERENCES accounts_user(id)

table accounts_user
    id uuid not null
    username text not null
    email text not null
    name text not null
    primary_role text not null default 'alumni'::text
    platform_role text
    batch integer
    campus text
    created_at timestamp with time zone not null default now()
    client_id text
    capabilities text[]
    disabled_at timestamp with time zone
    sessions_from timestamp with time zone
    erased_at timestamp with time zone
    constraint accounts_user_campus_is_short CHECK (((length(campus) >= 1) AND (length(campus) <= 100)))
    constraint accounts_user_client_id_taken UNIQUE (client_id)
    constraint accounts_user_email_is_lower_case CHECK ((email = lower(email)))
    constraint accounts_user_email_taken UNIQUE (email)
    constraint accounts_user_machine_is_limited CHECK (((client_id IS NULL) = (capabilities IS NULL)))
    constraint accounts_user_name_is_short CHECK (((length(name) >= 1) AND (length(name) <= 200)))
    constraint accounts_user_pkey PRIMARY KEY (id)
    constraint accounts_user_platform_role_is_one_of_three CHECK ((platform_role = ANY (ARRAY['viewer'::text, 'operator'::text, 'admin'::text])))
    constraint accounts_user_primary_role_is_known CHECK ((primary_role = ANY (ARRAY['alumni'::text, 'students'::text, 'faculty'::text, 'staff'::text])))
    constraint accounts_user_username_taken UNIQUE (username)

