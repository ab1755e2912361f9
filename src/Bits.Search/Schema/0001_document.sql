-- One row for each thing that can be found, written in the transaction that writes the thing itself.
create table search_document (
    id            bigint      generated always as identity,
    surface       text        not null,
    entity_id     text        not null,
    title         text        not null,
    body          text        not null,
    audience_tags text[]      not null,
    tsv           tsvector    not null,
    updated_at    timestamptz not null default now(),
    constraint search_document_pkey primary key (id),
    constraint search_document_entity_once unique (surface, entity_id),
    constraint search_document_surface_is_known check (
        surface in ('directory', 'feed', 'jobs', 'groups', 'events', 'announcements', 'marketplace')),
    constraint search_document_entity_id_has_1_to_200_characters check (length(entity_id) between 1 and 200)
);

-- Words and audience in one index. Without the pending list: a search costs the same whoever has just written.
create index search_document_words on search_document using gin (tsv, audience_tags) with (fastupdate = off);
