-- What was liked of late, counted once for all users; replaced as a whole.
create table search_popularity (
    surface   text not null,
    entity_id text not null,
    score     real not null,
    constraint search_popularity_pkey primary key (surface, entity_id)
);

create index search_popularity_best on search_popularity (surface, score desc);
