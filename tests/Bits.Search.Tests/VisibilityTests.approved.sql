select audience_tags from search_document where surface = $1 and entity_id = $2;

select coalesce(max(id), 0) from search_document;

select count(*) filter (where index_version < $1 and deleted_at is null)::int,
       (select max(version) from search_statistics), (select max(computed_at) from search_statistics)
from search_document;

select count(*)::int from search_document
where surface = $1 and deleted_at is null and updated_at < now() - interval '1 hour' and not entity_id = any($2);

select d.id, d.surface, d.entity_id, d.title, b.body, d.audience_tags, d.language, d.quality, d.source_version,
       d.author_id
from search_document d join search_body b on b.document_id = d.id
where d.id > $1 and ($2 or d.index_version < $3) and d.deleted_at is null
order by d.id limit $4 for update of d;

select distinct word.lexeme
from search_document d, unnest(d.tsv) as word
where d.surface = $1 and d.entity_id = any($2);

select entity_id, content_hash, audience_tags,
       updated_at < $4::timestamptz - interval '1 day' or pg_visible_in_snapshot(changed_xid, $3::text::pg_snapshot),
       author_id
from search_document
where surface = $1 and entity_id = any($2) and deleted_at is null
for update;

select id, surface, audience_tags, length, title_length, quality, updated_at, changed_xid::text,
       tsvectorsend(tsv), author_id
from search_document where deleted_at is null;

select not exists (
    select from (select * from search_statistics order by version desc limit 1) s
    where s.computed_at > now() - interval '1 day' and s.average_title_length is not null
      and (select count(*) from search_document where deleted_at is null) <= s.all_documents * 1.2);

select surface || '/' || entity_id, audience_tags, author_id
from search_document
where surface = any($1) and deleted_at is null;

select surface, count(*)::int from search_document where deleted_at is null group by surface order by surface;

with counted as (
    insert into search_statistics (documents, all_documents, average_length, average_title_length)
    select count(*) filter (where d.audience_tags && $1::text[]), count(*) filter (where d.deleted_at is null),
           coalesce(avg(d.length) filter (where d.audience_tags && $1::text[]), 0),
           coalesce(avg(d.title_length) filter (where d.audience_tags && $1::text[]), 0)
    from search_document d
    returning version
), lexemes as (
    insert into search_lexeme (version, lexeme, documents)
    select counted.version, s.word, s.ndoc
    from counted, ts_stat(format(
        'select tsv from search_document where audience_tags && %L::text[]', $1::text[])) as s (word, ndoc, nentry)
    where s.word not like '!%'
)
select version from counted;

with given as (
    select given.* from (
        select set_config('gin_pending_list_limit', $16, true),
               set_config('work_mem', coalesce($17, current_setting('work_mem')), true)) as settings, unnest(
        (select $1::text[]), $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::int[], $8::real[],
        $9::bigint[], $10::bytea[], $11::text[], $12::text[], $13::text[], $18::int[], $19::text[], $20::uuid[]) as given (
        surface, entity_id, title, body, tags, language, length, quality,
        source_version, content_hash, title_words, body_words, keys, title_length, title_key, author_id)
), compared as (
    select given.*, coalesce(
        not $15 and d.content_hash = given.content_hash and d.index_version = $14
            and d.audience_tags = string_to_array(given.tags, ' ')
            and d.author_id is not distinct from given.author_id, false) as is_same
    from given left join search_document d using (surface, entity_id)
    where d.source_version is null or given.source_version is null
       or given.source_version > d.source_version
       or (given.source_version = d.source_version and d.deleted_at is null)
), touched as (
    update search_document d set source_version = c.source_version
    from compared c
    where c.is_same and (d.surface, d.entity_id) = (c.surface, c.entity_id)
      and c.source_version > coalesce(d.source_version, c.source_version - 1)
), written as (
    insert into search_document as d (
        surface, entity_id, title, audience_tags, language, length, title_length, quality, source_version,
        content_hash, index_version, author_id, tsv)
    select surface, entity_id, title, string_to_array(tags, ' '), language, length, title_length, quality,
           source_version, content_hash, $14, author_id,
           setweight(to_tsvector(language::regconfig, title_words), 'A') || title_key::tsvector
               || setweight(to_tsvector(language::regconfig, body_words), 'B')
               || array_to_tsvector(string_to_array(keys, ' '))
    from compared where not is_same
    order by surface, entity_id
    on conflict on constraint search_document_entity_once do update
    set title = excluded.title, audience_tags = excluded.audience_tags, language = excluded.language,
        length = excluded.length, title_length = excluded.title_length, quality = excluded.quality, source_version = excluded.source_version,
        content_hash = excluded.content_hash, index_version = excluded.index_version, author_id = excluded.author_id,
        tsv = excluded.tsv,
        deleted_at = null, updated_at = now(), changed_xid = pg_current_xact_id()
    where d.source_version is null or excluded.source_version is null
       or excluded.source_version > d.source_version
       or (excluded.source_version = d.source_version and d.deleted_at is null)
    returning id, surface, entity_id
)
insert into search_body (document_id, body)
select w.id, c.body from written w join compared c using (surface, entity_id)
on conflict on constraint search_body_pkey do update set body = excluded.body;

with present as materialized (
    select pg_current_snapshot() as seen, pg_current_xact_id_if_assigned() as mine
), gap as (
    select edge as low, lead(edge) over (order by edge) as high
    from (select $1::xid8 as edge
          union select x from present, pg_snapshot_xip(seen) as x where x > $1::xid8
          union select pg_snapshot_xmax(seen) from present) as edges
), changed as (
    select c.document_id from gap cross join lateral (
        select document_id from search_change where xid > low and xid < high
        order by xid, document_id limit $3) as c
    union
    select c.document_id from present, unnest($2::xid8[] || mine) as x cross join lateral (
        select document_id from search_change where xid = x order by xid, document_id limit $3) as c
    where x = mine or pg_visible_in_snapshot(x, seen)
)
select seen::text, statement_timestamp(), h.pruned_below::text, h.generation, c.document_id,
       d.surface, d.audience_tags, d.length, d.title_length, d.quality, d.updated_at, d.changed_xid::text, tsvectorsend(d.tsv),
       d.author_id
from present cross join (select pruned_below, generation from search_horizon limit 1) as h
left join (select document_id from changed limit $3) as c on true
left join lateral (select * from search_document where id = c.document_id and deleted_at is null offset 0) as d on true;

