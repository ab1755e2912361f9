-- Enqueues a workflow; returns its batch and its jobs in the given order. p_after holds for each step the numbers, from
-- 1, of its predecessors, as the text of an array. A step that waits for its turn expires at a moment, or a time after
-- its turn.
create or replace function jobs_queue_start_workflow(
    p_then_kind text, p_then_args jsonb, p_then_queue text, p_only_if_all_succeeded boolean, p_names text[], p_after text[],
    p_even_if_dead boolean[], p_kinds text[], p_payloads text[], p_queues text[], p_priorities smallint[],
    p_run_at timestamptz[], p_max_attempts int[], p_keys text[], p_trace_parent text,
    p_expires_at timestamptz[] default null, p_expires_in interval[] default null, out batch bigint, out ids bigint[])
language plpgsql
as $$
#variable_conflict use_column
declare
    v_batch bigint;
    v_ids   bigint[] := array(select nextval('jobs_queue_job_id_seq') from generate_series(1, cardinality(p_names)));
begin
    insert into jobs_queue_batch (then_kind, then_args, then_queue, only_if_all_succeeded)
    values (p_then_kind, p_then_args, p_then_queue, p_only_if_all_succeeded)
    returning id into v_batch;

    insert into jobs_queue_job (slot, id, queue, kind, payload, priority, run_at, txid, max_attempts, trace_parent, key, batch, expires_at)
    select pg_sequence_last_value('jobs_queue_ring')::smallint, v_ids[s.place], s.queue, s.kind, s.payload::jsonb, s.priority,
           case when s.after = '{}' then coalesce(s.run_at, now()) else jobs_queue_never() end,
           case when s.after = '{}' and coalesce(s.run_at, now()) <= now() then pg_current_xact_id() end,
           s.max_attempts, p_trace_parent, s.key, v_batch,
           jobs_queue_expiry(coalesce(s.run_at, now()), s.expires_at, case when s.after = '{}' then s.expires_in end)
    from unnest(p_after, p_kinds, p_payloads, p_queues, p_priorities, p_run_at, p_max_attempts, p_keys, p_expires_at, p_expires_in)
        with ordinality as s (after, kind, payload, queue, priority, run_at, max_attempts, key, expires_at, expires_in, place)
    order by s.place;

    insert into jobs_queue_step (job_id, batch, name, after, even_if_dead, run_at, released_at, expires_in)
    select v_ids[s.place], v_batch, s.name, array(select v_ids[a] from unnest(s.after::int[]) a), s.even_if_dead, s.run_at,
           case when s.after = '{}' then now() end, s.expires_in
    from unnest(p_names, p_after, p_even_if_dead, p_run_at, p_expires_in)
        with ordinality as s (name, after, even_if_dead, run_at, expires_in, place);

    perform jobs_queue_wake();
    batch := v_batch;
    ids := v_ids;
end $$;
