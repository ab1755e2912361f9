-- How far back search_change reaches: a live index that has not read for longer begins anew. One row.
create table search_horizon (
    only_one     boolean     not null default true,
    pruned_below xid8        not null default '0',  -- changes of earlier transactions are gone
    generation   bigint      not null default 0,    -- counts what change rows cannot tell, such as a truncate
    marked_below xid8        not null,              -- the next to be pruned, once the mark is old enough
    marked_at    timestamptz not null default now(),
    constraint search_horizon_pkey primary key (only_one),
    constraint search_horizon_has_one_row check (only_one)
);

insert into search_horizon (marked_below) values (pg_snapshot_xmin(pg_current_snapshot()));

create function search_document_truncated() returns trigger language plpgsql as $$
begin
    update search_horizon set generation = generation + 1;
    return null;
end
$$;

create trigger search_document_truncated after truncate on search_document
    for each statement execute function search_document_truncated();
