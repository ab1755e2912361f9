-- Claims jobs of a lane without keys: first those that in-flight transactions added, then, if has_more, those from
-- its position on.
create or replace function jobs_queue_claim_lane(
    p_claim jobs_queue_claim_scope, p_lane jobs_queue_lane_cursor, p_late xid8[], p_has_more boolean,
    p_capacity jobs_queue_capacity)
returns setof jobs_queue_claimed_job
language plpgsql
as $$
declare
    c_end   constant xid8 := '18446744073709551615';
    v_left  int := p_capacity.jobs;
    v_count int;
    v_upto  xid8;
    v_from  xid8;
    v_id    bigint;
begin
    foreach v_upto in array p_late || case when p_has_more then array[c_end] else '{}' end loop
        exit when v_left <= 0;
        v_from := case when v_upto = c_end then p_lane.own_txid else v_upto end;
        v_id := case when v_upto = c_end then p_lane.own_id else 0 end;

        return query
        with due as materialized (
            select d.slot, d.ctid as tid, d.run_at <= now() as is_due
            from jobs_queue_job d
            where d.queue = p_lane.queue and d.priority = p_lane.priority and d.key is null
              and (d.txid, d.id) >= (v_from, v_id) and d.txid <= v_upto and d.state in ('pending', 'failed') and d.kind = any (p_claim.kinds)
              and (d.expires_at is null or d.expires_at > now())
            order by d.txid, d.id
            limit v_left
            for update skip locked
        ),
        taken as (
            update jobs_queue_job j
            set state = case when is_due then 'running' else j.state end, attempt = j.attempt + is_due::int,
                txid = case when is_due then j.txid end, -- one that is not due waits for its time
                lease = p_claim.lease, worker = p_claim.worker, started_at = now()
            from due
            where j.slot = due.slot and j.ctid = due.tid
            returning j.slot, j.id, j.queue::text, j.kind::text, j.payload::text, j.attempt, j.max_attempts, j.crashes,
                      j.created_at, j.trace_parent, j.batch, is_due
        ),
        noted as (
            insert into jobs_queue_claim as c (worker, lease, queue, slots, ids)
            select p_claim.worker, p_claim.lease, p_lane.queue, array_agg(t.slot), array_agg(t.id)
            from taken t where t.is_due having count(*) > 0
            on conflict (worker, lease, queue) do update set slots = c.slots || excluded.slots, ids = c.ids || excluded.ids
        )
        select t.slot, t.id, t.queue, t.kind, t.payload, t.attempt, t.max_attempts, t.crashes, p_claim.lease, t.created_at,
               t.trace_parent, null::text, t.batch, null::jobs_queue_cursor, null::interval
        from taken t
        where t.is_due;

        get diagnostics v_count = row_count;
        v_left := v_left - v_count;
        if v_count > 0 and p_capacity.is_rated then
            insert into jobs_queue_start (queue, jobs) values (p_lane.queue, v_count);
        end if;
    end loop;
end $$;
