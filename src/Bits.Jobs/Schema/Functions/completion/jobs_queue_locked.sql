-- Lists those of these jobs that another transaction has locked.
create or replace function jobs_queue_locked(p_slots smallint[], p_ids bigint[]) returns setof bigint
language sql
set jit = off
as $$
    with free as materialized (
        select j.id
        from unnest(p_slots, p_ids) as told (slot, id)
        join jobs_queue_job j on j.slot = told.slot and j.id = told.id
        for no key update of j skip locked
    )
    select told.id from unnest(p_ids) as told (id) where not exists (select from free where free.id = told.id)
$$;
