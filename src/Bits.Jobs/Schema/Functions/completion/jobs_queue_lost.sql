-- Lists those of these attempts that their worker no longer holds. Attempts that have ended are not lost.
create or replace function jobs_queue_lost(p_slots smallint[], p_ids bigint[], p_leases bigint[])
returns table (id bigint, lease bigint)
language sql stable
as $$
    select ended.id, ended.lease
    from unnest(p_slots, p_ids, p_leases) as ended (slot, id, lease)
    where not exists (
        select from jobs_queue_job j
        where j.slot = ended.slot and j.id = ended.id and j.lease = ended.lease and j.state <> 'running')
$$;
