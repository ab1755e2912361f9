-- The schema as the migrations make it: approved by a test, never applied.

table saved_search
    id uuid not null
    user_id uuid not null
    name text not null
    text text not null
    syntax text not null
    surfaces text[]
    snapshot text not null
    marked_at timestamp with time zone not null
    run_at timestamp with time zone not null default now()
    created_at timestamp with time zone not null default now()
    constraint saved_search_name_once UNIQUE (user_id, name)
    constraint saved_search_pkey PRIMARY KEY (id)
    constraint saved_search_syntax_is_known CHECK ((syntax = ANY (ARRAY['plain'::text, 'web'::text])))

table saved_search_told
    search_id uuid not null
    surface text not null
    entity_id text not null
    constraint saved_search_told_once PRIMARY KEY (search_id, surface, entity_id)
    constraint saved_search_told_search FOREIGN KEY (search_id) REFERENCES saved_search(id) ON DELETE CASCADE

