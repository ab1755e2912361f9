-- Ends those of these jobs that still wait and have expired; returns how many. They are dead without a failed attempt.
-- Hints, at 200,000 jobs: plans made on empty tables scan whole slots; 500 jobs 178 ms with, over 8 s without.
create or replace function jobs_queue_expire(p_slots smallint[], p_ids bigint[]) returns int
language plpgsql
set jit = off set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off
as $$
declare
    v_count int;
begin
    with late as materialized (
        select j.slot, j.id
        from unnest(p_slots, p_ids) as known (slot, id)
        join jobs_queue_job j on j.slot = known.slot and j.id = known.id
        where j.state in ('pending', 'failed') and j.expires_at <= now()
        for update of j skip locked
    ),
    ended as (
        update jobs_queue_job j
        set state = 'dead', finished_at = now(), txid = coalesce(j.txid, pg_current_xact_id()),
            error = 'Expired: it had not started by ' || to_char(j.expires_at at time zone 'utc', 'YYYY-MM-DD HH24:MI:SS') || ' UTC.'
        from late
        where j.slot = late.slot and j.id = late.id
        returning j.id, j.queue, j.kind, j.attempt, j.error
    )
    insert into jobs_queue_failure (job_id, state, queue, kind, attempt, type, message, detail, signature)
    select e.id, 'dead', e.queue, e.kind, e.attempt, 'expired', e.error, e.error,
           jobs_queue_signature('expired', 'it had not started in time')
    from ended e;
    get diagnostics v_count = row_count;
    return v_count;
end $$;
