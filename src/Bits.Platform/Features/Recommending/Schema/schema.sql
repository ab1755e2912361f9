-- The schema as the migrations make it: approved by a test, never applied.

table recommend_dismissal
    user_id uuid not null
    surface text not null
    entity_id text not null
    at timestamp with time zone not null default now()
    constraint recommend_dismissal_pkey PRIMARY KEY (user_id, surface, entity_id)

table recommend_history
    run_id bigint not null
    user_id uuid not null
    entries bytea not null
    constraint recommend_history_pkey PRIMARY KEY (user_id, run_id)
    constraint recommend_history_run FOREIGN KEY (run_id) REFERENCES recommend_run(id)

table recommend_model
    run_id bigint not null
    place integer not null
    bytes bytea not null
    constraint recommend_model_pkey PRIMARY KEY (run_id, place)
    constraint recommend_model_run FOREIGN KEY (run_id) REFERENCES recommend_run(id)

table recommend_opt_out
    user_id uuid not null
    at timestamp with time zone not null default now()
    constraint recommend_opt_out_pkey PRIMARY KEY (user_id)

table recommend_run
    id bigint not null generated always as identity
    kind text not null
    job_id bigint not null
    state text not null
    started_at timestamp with time zone not null default now()
    moved_at timestamp with time zone not null default now()
    finished_at timestamp with time zone
    score_since timestamp with time zone not null
    signals_since timestamp with time zone not null
    signals_until timestamp with time zone not null
    model_id bigint
    scored_through uuid not null default '00000000-0000-0000-0000-000000000000'::uuid
    signals bigint not null default 0
    items integer not null default 0
    trained_at timestamp with time zone
    users bigint not null default 0
    users_served bigint not null default 0
    candidates bigint not null default 0
    top bigint not null default 0
    top_gone bigint not null default 0
    constraint recommend_run_finished_when_over CHECK (((state = ANY (ARRAY['done'::text, 'superseded'::text])) = (finished_at IS NOT NULL)))
    constraint recommend_run_kind_is_known CHECK ((kind = ANY (ARRAY['train'::text, 'refresh'::text])))
    constraint recommend_run_pkey PRIMARY KEY (id)
    constraint recommend_run_state_is_known CHECK ((state = ANY (ARRAY['training'::text, 'scoring'::text, 'done'::text, 'superseded'::text])))
    CREATE UNIQUE INDEX recommend_run_one_at_a_time ON recommend_run USING btree ((true)) WHERE (finished_at IS NULL)

