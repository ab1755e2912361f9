-- Enqueues jobs of one kind in the given order, wakes a worker, and returns their ids in that order. They run at once,
-- at p_run_at, or when p_run_in has passed. They expire at p_expires_at, or p_expires_in after they were due.
create or replace function jobs_queue_enqueue(
    p_queue text, p_kind text, p_payloads text[], p_priority smallint, p_run_at timestamptz, p_run_in interval, p_max_attempts int,
    p_trace_parent text, p_key text, p_batch bigint, p_expires_at timestamptz default null,
    p_expires_in interval default null)
returns setof bigint
language plpgsql
as $$
declare
    v_run_at  timestamptz := coalesce(p_run_at, statement_timestamp() + p_run_in, now());
    v_expires timestamptz := jobs_queue_expiry(v_run_at, p_expires_at, p_expires_in);
begin
    return query
    insert into jobs_queue_job
        (slot, queue, kind, payload, priority, run_at, txid, max_attempts, trace_parent, key, batch, expires_at)
    select pg_sequence_last_value('jobs_queue_ring')::smallint, p_queue, p_kind, payload::jsonb, p_priority,
           v_run_at, case when v_run_at > now() then null else pg_current_xact_id() end, p_max_attempts,
           p_trace_parent, p_key, p_batch, v_expires
    from unnest(p_payloads) with ordinality as p (payload, place)
    order by place
    returning id;

    perform jobs_queue_wake();
end $$;
