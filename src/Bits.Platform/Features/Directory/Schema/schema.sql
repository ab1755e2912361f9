-- The schema as the migrations make it: approved by a test, never applied.

table directory_claim
    id uuid not null
    name text not null
    batch integer not null
    email text not null
    message text
    client text
    state text not null default 'unconfirmed'::text
    hash bytea
    asked_at timestamp with time zone not null default now()
    expires_at timestamp with time zone
    confirmed_at timestamp with time zone
    decided_at timestamp with time zone
    decided_by uuid
    reason text
    person_id uuid
    old_email text
    constraint directory_claim_approved_for_a_person CHECK (((state = 'approved'::text) = ((person_id IS NOT NULL) AND (old_email IS NOT NULL))))
    constraint directory_claim_confirmed_before_decided CHECK (((state = 'unconfirmed'::text) OR (confirmed_at IS NOT NULL)))
    constraint directory_claim_decided_by_a_coordinator CHECK (((state = ANY (ARRAY['approved'::text, 'rejected'::text])) = ((decided_at IS NOT NULL) AND (decided_by IS NOT NULL) AND (reason IS NOT NULL))))
    constraint directory_claim_hash_once UNIQUE (hash)
    constraint directory_claim_pkey PRIMARY KEY (id)
    constraint directory_claim_state_is_known CHECK ((state = ANY (ARRAY['unconfirmed'::text, 'waiting'::text, 'approved'::text, 'rejected'::text])))
    constraint directory_claim_texts_are_short CHECK (((length(name) <= 200) AND (length(email) <= 254) AND (length(message) <= 1000) AND (length(reason) <= 500)))
    CREATE INDEX directory_claim_asked ON directory_claim USING btree (asked_at) WHERE (state = 'unconfirmed'::text)
    CREATE INDEX directory_claim_decided ON directory_claim USING btree (decided_at) WHERE (decided_at IS NOT NULL)
    CREATE INDEX directory_claim_queue ON directory_claim USING btree (confirmed_at, id) WHERE (state = 'waiting'::text)
    CREATE UNIQUE INDEX directory_claim_waits_once ON directory_claim USING btree (email) WHERE (state = 'waiting'::text)

table directory_connection
    low_id uuid not null
    high_id uuid not null
    requested_by uuid not null
    state text not null
    note text
    requested_at timestamp with time zone not null default now()
    decided_at timestamp with time zone
    constraint directory_connection_decided_when_not_pending CHECK (((state = 'pending'::text) = (decided_at IS NULL)))
    constraint directory_connection_is_requested_by_one_of_them CHECK (((requested_by = low_id) OR (requested_by = high_id)))
    constraint directory_connection_note_is_short CHECK ((length(note) <= 300))
    constraint directory_connection_pair_is_ordered CHECK ((low_id < high_id))
    constraint directory_connection_pkey PRIMARY KEY (low_id, high_id)
    constraint directory_connection_state_is_known CHECK ((state = ANY (ARRAY['pending'::text, 'accepted'::text, 'declined'::text])))
    CREATE INDEX directory_connection_high ON directory_connection USING btree (high_id)

table directory_entry
    user_id uuid not null
    name text not null
    name_key text not null
    batch integer
    words text[] not null
    facets text[] not null
    is_listed boolean not null
    xid xid8 not null default pg_current_xact_id()
    terms tsvector not null default array_to_tsvector(words)
    constraint directory_entry_pkey PRIMARY KEY (user_id)
    CREATE INDEX directory_entry_changes ON directory_entry USING btree (xid)
    CREATE INDEX directory_entry_names ON directory_entry USING btree (name_key, user_id) WHERE is_listed
    CREATE INDEX directory_entry_terms ON directory_entry USING gin (terms) WHERE is_listed

table directory_profile
    user_id uuid not null
    spoken_name text
    nicknames text[] not null default '{}'::text[]
    former_names text[] not null default '{}'::text[]
    headline text
    degree text
    branch text
    city text
    company text
    title text
    industry text
    skills text[] not null default '{}'::text[]
    languages text[] not null default '{}'::text[]
    links text[] not null default '{}'::text[]
    phone text
    email text
    open_to text[] not null default '{}'::text[]
    photo_id uuid
    audiences jsonb not null
    version integer not null default 1
    updated_at timestamp with time zone not null default now()
    constraint directory_profile_lists_are_short CHECK (((cardinality(nicknames) <= 5) AND (cardinality(former_names) <= 5) AND (cardinality(skills) <= 30) AND (cardinality(languages) <= 12) AND (cardinality(links) <= 5)))
    constraint directory_profile_names_are_short CHECK ((length(spoken_name) <= 200))
    constraint directory_profile_open_to_is_known CHECK ((open_to <@ ARRAY['mentoring'::text, 'hiring'::text, 'job_offers'::text, 'reunions'::text]))
    constraint directory_profile_pkey PRIMARY KEY (user_id)
    constraint directory_profile_texts_are_short CHECK (((length(headline) <= 200) AND (length(degree) <= 80) AND (length(branch) <= 80) AND (length(city) <= 100) AND (length(company) <= 120) AND (length(title) <= 120) AND (length(industry) <= 80)))

table directory_seen
    user_id uuid not null
    day date not null
    person_id uuid not null
    constraint directory_seen_pkey PRIMARY KEY (user_id, day, person_id)
    CREATE INDEX directory_seen_day ON directory_seen USING btree (day)

table directory_verification
    user_id uuid not null
    level text not null
    since timestamp with time zone not null default now()
    until timestamp with time zone
    verified_by uuid
    constraint directory_verification_level_is_known CHECK ((level = ANY (ARRAY['email_domain'::text, 'institute'::text])))
    constraint directory_verification_pkey PRIMARY KEY (user_id, level)

table directory_vouch
    person_id uuid not null
    voucher_id uuid not null
    vouched_at timestamp with time zone not null default now()
    constraint directory_vouch_is_for_another CHECK ((person_id <> voucher_id))
    constraint directory_vouch_pkey PRIMARY KEY (person_id, voucher_id)
    CREATE INDEX directory_vouch_voucher ON directory_vouch USING btree (voucher_id)

