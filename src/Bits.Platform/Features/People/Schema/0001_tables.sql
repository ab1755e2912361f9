-- How far the backfill of memberships from Phase 1 has got: written in the transaction of each chunk, so that a run that was
-- killed goes on behind the last chunk that counts.
create table people_backfill (
    id          uuid        not null,
    position    uuid        not null default '00000000-0000-0000-0000-000000000000',
    report      jsonb       not null,
    started_at  timestamptz not null default now(),
    finished_at timestamptz,
    constraint people_backfill_pkey primary key (id)
);

create unique index people_backfill_one_goes_on on people_backfill ((finished_at is null)) where finished_at is null;

-- Members whom a member has blocked.
create table people_block (
    user_id    uuid        not null,
    blocked_id uuid        not null,
    blocked_at timestamptz not null default now(),
    constraint people_block_once primary key (user_id, blocked_id),
    constraint people_block_is_about_another check (user_id <> blocked_id)
);

create index people_block_blocked on people_block (blocked_id);
