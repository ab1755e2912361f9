-- Enqueues a job unless another one holds its unique key; returns the holder. On a conflict p_on_conflict decides:
-- 'keep' changes nothing, 'replace' gives the holder the new arguments at its time and place, 'debounce' gives it the
-- new time too. A running holder takes no arguments: a new job gets the key.
create or replace function jobs_queue_enqueue_unique(
    p_queue text, p_kind text, p_payload text, p_priority smallint, p_run_at timestamptz, p_run_in interval, p_max_attempts int,
    p_trace_parent text, p_key text, p_batch bigint, p_unique_key text, p_while text[], p_window interval, p_on_conflict text,
    p_expires_at timestamptz default null, p_expires_in interval default null)
returns table (job_id bigint, is_new boolean, is_replaced boolean)
language plpgsql
as $$
#variable_conflict use_column
declare
    v_id      bigint := nextval('jobs_queue_job_id_seq');
    v_run_at  timestamptz := coalesce(p_run_at, statement_timestamp() + p_run_in, now());
    v_expires timestamptz := jobs_queue_expiry(v_run_at, p_expires_at, p_expires_in);
    v_holder  record;
begin
    if p_on_conflict = 'keep' then
        select r.job_id, r.is_new into v_holder
        from jobs_queue_reserve(array[p_unique_key], array[v_id], p_while, p_window) r;
    else
        select r.job_id, r.is_new into v_holder
        from jobs_queue_replace_args(
            p_unique_key, v_id, p_while, p_window, p_queue, p_kind, p_payload::jsonb, p_priority,
            case when p_on_conflict = 'debounce' then v_run_at end, p_max_attempts, p_trace_parent, p_key, p_expires_at,
            p_expires_in) r;
    end if;

    if v_holder.is_new then
        insert into jobs_queue_job
            (slot, id, queue, kind, payload, priority, run_at, txid, max_attempts, trace_parent, key, batch, expires_at)
        values (
            pg_sequence_last_value('jobs_queue_ring')::smallint, v_id, p_queue, p_kind, p_payload::jsonb, p_priority, v_run_at,
            case when v_run_at > now() then null else pg_current_xact_id() end, p_max_attempts, p_trace_parent, p_key, p_batch,
            v_expires);
    end if;
    if v_holder.is_new is distinct from false then
        perform jobs_queue_wake();
    end if;
    return query select v_holder.job_id, coalesce(v_holder.is_new, false), v_holder.is_new is null;
end $$;
