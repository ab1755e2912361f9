-- The runs of the recommender. A run holds its place until it has finished: at most one is under way.
create table recommend_run (
    id             bigint      generated always as identity,
    kind           text        not null,
    job_id         bigint      not null,               -- the job that began it: a repeated one continues
    state          text        not null,
    started_at     timestamptz not null default now(),
    moved_at       timestamptz not null default now(), -- the last step
    finished_at    timestamptz,
    score_since    timestamptz not null,               -- users with signals from here on get new lists; of a training, all do
    signals_since  timestamptz not null,               -- the signals that it adds to its model
    signals_until  timestamptz not null,
    model_id       bigint,                             -- the training whose model it uses
    scored_through uuid        not null default '00000000-0000-0000-0000-000000000000', -- these users have their lists
    signals        bigint      not null default 0,
    items          int         not null default 0,
    trained_at     timestamptz,
    users          bigint      not null default 0,     -- scored
    users_served   bigint      not null default 0,     -- of them, those with a candidate
    candidates     bigint      not null default 0,
    top            bigint      not null default 0,     -- candidates among the first ten of replaced lists
    top_gone       bigint      not null default 0,     -- of them, those no longer there
    constraint recommend_run_pkey primary key (id),
    constraint recommend_run_kind_is_known check (kind in ('train', 'refresh')),
    constraint recommend_run_state_is_known check (state in ('training', 'scoring', 'done', 'superseded')),
    constraint recommend_run_finished_when_over check ((state in ('done', 'superseded')) = (finished_at is not null))
);

create unique index recommend_run_one_at_a_time on recommend_run ((true)) where finished_at is null;

-- The model of a training, in pieces. Holds items, no people.
create table recommend_model (
    run_id bigint not null,
    place  int    not null,
    bytes  bytea  not null,
    constraint recommend_model_pkey primary key (run_id, place),
    constraint recommend_model_run foreign key (run_id) references recommend_run (id)
);

-- The numbers do not compress.
alter table recommend_model alter column bytes set storage external;

-- What a training knew of each user: items by number, weight and time, 12 bytes each.
create table recommend_history (
    run_id  bigint not null,
    user_id uuid   not null,
    entries bytea  not null,
    constraint recommend_history_pkey primary key (user_id, run_id),
    constraint recommend_history_run foreign key (run_id) references recommend_run (id)
);

-- Members who want no recommendations.
create table recommend_opt_out (
    user_id uuid        not null,
    at      timestamptz not null default now(),
    constraint recommend_opt_out_pkey primary key (user_id)
);

-- What members do not want to be recommended. Kept until the account is erased.
create table recommend_dismissal (
    user_id   uuid        not null,
    surface   text        not null,
    entity_id text        not null,
    at        timestamptz not null default now(),
    constraint recommend_dismissal_pkey primary key (user_id, surface, entity_id)
);
