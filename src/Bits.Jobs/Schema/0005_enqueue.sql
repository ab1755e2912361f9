-- Enqueues jobs of one kind, in the order given, wakes a worker, and returns their numbers in that order.
create function jobs_queue_enqueue(
    p_queue text, p_kind text, p_payloads text[], p_priority smallint, p_run_at timestamptz, p_max_attempts int,
    p_trace_parent text, p_key text, p_batch bigint)
returns setof bigint
language plpgsql
as $$
begin
    return query
    insert into jobs_queue_job (slot, queue, kind, payload, priority, run_at, pos, max_attempts, trace_parent, key, batch)
    select pg_sequence_last_value('jobs_queue_ring')::smallint, p_queue, p_kind, payload::jsonb, p_priority,
           coalesce(p_run_at, now()), case when p_run_at > now() then null else pg_current_xact_id() end, p_max_attempts,
           p_trace_parent, p_key, p_batch
    from unnest(p_payloads) with ordinality as p (payload, place)
    order by place
    returning id;

    perform jobs_queue_wake();
end $$;

-- Gives out numbers for jobs that are about to be copied in, and says into which slot.
create function jobs_queue_ids(p_count int, out ids bigint[], out slot smallint)
language sql
as $$
    select array(select nextval('jobs_queue_job_id_seq') from generate_series(1, p_count)),
           pg_sequence_last_value('jobs_queue_ring')::smallint
$$;

-- Takes unique keys for jobs that are about to be enqueued, and returns for each, in the order given, the job that holds
-- the key: that one, or another that got it first and still has it. Who wants a key that an open transaction has taken
-- waits for that transaction.
create function jobs_queue_reserve(
    p_keys text[], p_ids bigint[], p_while text[], p_window interval)
returns table (job_id bigint, is_new boolean)
language plpgsql
as $$
#variable_conflict use_column
declare
    v_holders bigint[] := array_fill(null::bigint, array[cardinality(p_keys)]);
    v_wish    record;
    v_holder  record;
begin
    -- Sorted, so that two that want the same keys do not wait for each other.
    for v_wish in
        select key, id, place from unnest(p_keys, p_ids) with ordinality as w (key, id, place) order by key, place
    loop
        loop
            insert into jobs_queue_unique (key, job_id, held_while, held_until)
            values (v_wish.key, v_wish.id, p_while, now() + coalesce(p_window, '0'))
            on conflict (key) do nothing;
            if found then
                v_holders[v_wish.place] := v_wish.id;
                exit;
            end if;

            select * into v_holder from jobs_queue_unique u where u.key = v_wish.key for update;
            continue when not found; -- given up this very moment

            if v_holder.job_id = any (p_ids) or exists (
                select from jobs_queue_job j
                where j.id = v_holder.job_id
                  and (j.state = any (v_holder.held_while) or v_holder.held_until > now()))
            then
                v_holders[v_wish.place] := v_holder.job_id;
                exit;
            end if;

            update jobs_queue_unique u
            set job_id = v_wish.id, held_while = p_while, held_until = now() + coalesce(p_window, '0')
            where u.key = v_wish.key;
            v_holders[v_wish.place] := v_wish.id;
            exit;
        end loop;
    end loop;

    return query
    select holder, holder = id
    from unnest(v_holders, p_ids) with ordinality as h (holder, id, place)
    order by place;
end $$;
