-- What somebody wants to hear of. The mark says what was there the last time: what is not in it is new.
create table saved_search (
    id         uuid        not null,
    user_id    uuid        not null,
    name       text        not null,
    text       text        not null,
    syntax     text        not null,
    surfaces   text[],
    snapshot   text        not null,
    marked_at  timestamptz not null,
    run_at     timestamptz not null default now(),
    created_at timestamptz not null default now(),
    constraint saved_search_pkey primary key (id),
    constraint saved_search_name_once unique (user_id, name),
    constraint saved_search_syntax_is_known check (syntax in ('plain', 'web'))
);

-- What its owner has been told of: a document that is changed is no news.
create table saved_search_told (
    search_id uuid not null,
    surface   text not null,
    entity_id text not null,
    constraint saved_search_told_once primary key (search_id, surface, entity_id),
    constraint saved_search_told_search foreign key (search_id) references saved_search on delete cascade
);
