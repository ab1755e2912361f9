-- Lists the attempts whose end is another one than p_outcomes: 'cancelled', 'lost' (the worker no longer held the job)
-- and 'ended' (the transaction of its handler has ended it). p_done are those that jobs_queue_end has ended.
create or replace function jobs_queue_other_ends(
    p_slots smallint[], p_ids bigint[], p_leases bigint[], p_outcomes text[], p_done bigint[], p_cancelled bigint[])
returns table (id bigint, lease bigint, ended text)
language plpgsql
as $$
#variable_conflict use_column
begin
    return query
    select told.id, told.lease,
           case when told.id = any (p_done) then 'cancelled' when l.id is not null then 'lost' else 'ended' end
    from unnest(p_ids, p_leases, p_outcomes) as told (id, lease, outcome)
    left join jobs_queue_lost(p_slots, p_ids, p_leases) l on l.id = told.id and l.lease = told.lease
    where told.id = any (p_cancelled)
       or told.id <> all (p_done) and (l.id is not null or told.outcome = 'uncommitted');
end $$;
