-- The schema as the migrations make it: approved by a test, never applied.

table people_backfill
    id uuid not null
    position uuid not null default '00000000-0000-0000-0000-000000000000'::uuid
    report jsonb not null
    started_at timestamp with time zone not null default now()
    finished_at timestamp with time zone
    constraint people_backfill_pkey PRIMARY KEY (id)
    CREATE UNIQUE INDEX people_backfill_one_goes_on ON people_backfill USING btree (((finished_at IS NULL))) WHERE (finished_at IS NULL)

table people_block
    user_id uuid not null
    blocked_id uuid not null
    blocked_at timestamp with time zone not null default now()
    constraint people_block_is_about_another CHECK ((user_id <> blocked_id))
    constraint people_block_once PRIMARY KEY (user_id, blocked_id)
    CREATE INDEX people_block_blocked ON people_block USING btree (blocked_id)

