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
