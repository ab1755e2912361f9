-- Lists the jobs among which those of a filter are, if they are at most p_max: the waiting jobs of a queue, those of a
-- key, or those of a queue. is_whole is false for more jobs, and for filters that another index serves.
create or replace function jobs_queue_small_set(
    p_filter jobs_queue_filter, p_max int, out slots smallint[], out ids bigint[], out is_whole boolean)
language plpgsql stable
as $$
declare
    v_queues text[];
begin
    is_whole := false;
    if p_filter.signature is not null or p_filter.state in ('dead', 'running') then
        return;
    end if;
    v_queues := case when p_filter.queue is null then jobs_queue_queues() else array[p_filter.queue] end;

    if p_filter.state in ('pending', 'failed') then
        select array_agg(w.slot) filter (where w.state = p_filter.state), array_agg(w.id) filter (where w.state = p_filter.state),
               not coalesce(bool_or(w.is_min), false)
        into slots, ids, is_whole
        from jobs_queue_waiting(v_queues, p_max) w;
    elsif p_filter.batch is not null then
        return;
    elsif p_filter.key is not null then
        select array_agg(k.slot), array_agg(k.id), count(*) <= p_max
        into slots, ids, is_whole
        from (
            select j.slot, j.id
            from unnest(jobs_queue_lanes(v_queues, null)) lane
            cross join lateral (
                select i.slot, i.id
                from jobs_queue_job i
                where lane.keyed and i.key is not null and i.queue = lane.queue and i.priority = lane.priority
                  and i.key = p_filter.key
                limit p_max + 1
            ) j
            limit p_max + 1
        ) k;
    elsif p_filter.queue is not null then
        select array_agg(q.slot), array_agg(q.id), count(*) <= p_max
        into slots, ids, is_whole
        from (
            (select j.slot, j.id from jobs_queue_job j where j.queue = p_filter.queue and j.key is null limit p_max + 1)
            union all
            (select j.slot, j.id from jobs_queue_job j where j.queue = p_filter.queue and j.key is not null limit p_max + 1)
        ) q;
    end if;
end $$;
