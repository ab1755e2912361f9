-- Takes running jobs back, fenced by lease, and returns them. p_why: 'crashed' (the attempt does not count, but the
-- third crash ends the job dead), 'lost' (it does not count), 'orphaned' (it counts, so a job that is orphaned again
-- and again ends). A cancelled job is dead.
-- Hints, at 200,000 jobs: without them only empty slots are scanned; 500 jobs 19 to 23 ms with, 20 to 25 ms without.
create or replace function jobs_queue_take_back_all(
    p_slots smallint[], p_ids bigint[], p_leases bigint[], p_worker text, p_why text)
returns table (id bigint, kind text, state text)
language plpgsql
set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off set jit = off
as $$
#variable_conflict use_column
begin
    return query
    with taken as (
        update jobs_queue_job j
        set state = case
                when cancel_reason is not null or p_why = 'crashed' and crashes >= 2
                  or p_why = 'orphaned' and attempt >= max_attempts then 'dead'
                else 'failed'
            end,
            txid = case
                when cancel_reason is not null or p_why = 'crashed' and crashes >= 2
                  or p_why = 'orphaned' and attempt >= max_attempts then txid
            end,
            crashes = crashes + (p_why = 'crashed')::int,
            attempt = attempt - (p_why <> 'orphaned')::int,
            run_at = now(), finished_at = now(), lease = null, worker = null,
            error = case
                when cancel_reason is not null then 'Cancelled: ' || cancel_reason
                when p_why = 'orphaned' then format('No worker held this job any more (attempt %s of %s).', attempt, max_attempts)
                else format(
                    'The worker %s was lost while it held this job (%s of 3).', p_worker, crashes + (p_why = 'crashed')::int)
            end
        from unnest(p_slots, p_ids, p_leases) as held (slot, id, lease)
        where j.slot = held.slot and j.id = held.id and j.lease = held.lease and j.state = 'running'
        returning j.id, j.state, j.queue, j.kind, j.attempt + (p_why <> 'orphaned')::int as attempt, j.started_at, j.error,
                  j.cancel_reason
    ),
    noted as (
        insert into jobs_queue_failure (job_id, state, queue, kind, attempt, began_at, worker, type, message, detail, signature)
        select t.id, t.state, t.queue, t.kind, t.attempt, t.started_at, p_worker,
               case when t.cancel_reason is null then 'lost' else 'cancelled' end, coalesce(t.cancel_reason, t.error), t.error,
               case
                   when t.cancel_reason is not null then jobs_queue_signature('cancelled', t.cancel_reason)
                   when p_why = 'orphaned' then 'lost: no worker held it'
                   else 'lost: its worker died'
               end
        from taken t
    )
    select t.id, t.kind::text, t.state from taken t;
end $$;
