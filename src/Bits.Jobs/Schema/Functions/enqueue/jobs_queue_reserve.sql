-- Reserves unique keys for jobs that are about to be enqueued; returns, in the given order, the job that holds each
-- key: the new one, or one that still holds it. Waits for an open transaction that has taken the same key. An expired
-- holder counts as dead.
create or replace function jobs_queue_reserve(
    p_keys text[], p_ids bigint[], p_while text[], p_window interval)
returns table (job_id bigint, is_new boolean)
language plpgsql
as $$
#variable_conflict use_column
declare
    v_holders bigint[] := array_fill(null::bigint, array[cardinality(p_keys)]);
    v_wish    record;
    v_holder  jobs_queue_unique;
begin
    -- Sorted, so that two transactions that reserve the same keys do not deadlock.
    for v_wish in
        select key, id, place from unnest(p_keys, p_ids) with ordinality as w (key, id, place) order by key, place
    loop
        v_holder := jobs_queue_hold_key(v_wish.key, v_wish.id, p_while, p_window);
        if v_holder.job_id <> all (p_ids) and not exists (
            select from jobs_queue_job j
            where j.id = v_holder.job_id
              and (case when j.state in ('pending', 'failed') and j.expires_at <= now() then 'dead' else j.state end
                     = any (v_holder.held_while)
                or v_holder.held_until > now()))
        then
            update jobs_queue_unique u
            set job_id = v_wish.id, held_while = p_while, held_until = now() + coalesce(p_window, '0')
            where u.key = v_wish.key;
            v_holder.job_id := v_wish.id;
        end if;
        v_holders[v_wish.place] := v_holder.job_id;
    end loop;

    return query
    select holder, holder = id
    from unnest(v_holders, p_ids) with ordinality as h (holder, id, place)
    order by place;
end $$;
