-- The schema as the migrations make it: approved by a test, never applied.

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

