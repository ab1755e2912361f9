-- Begins a claim: takes the lock of the worker's claims, a fencing token and a snapshot, and reads what operators have
-- paused. Returns null if the worker was taken for dead.
create or replace function jobs_queue_begin_claim(p_worker bigint, p_kinds text[], p_cursor jobs_queue_cursor)
returns jobs_queue_claim_scope
language plpgsql
as $$
declare
    v_seen  pg_snapshot := pg_current_snapshot(); -- older than what later statements see: the safe side
    v_lease bigint := nextval('jobs_queue_lease'); -- refuses a login that is no worker
    v_claim jobs_queue_claim_scope;
begin
    -- Until this claim ends, no worker takes back what this one has.
    perform pg_advisory_xact_lock_shared(jobs_queue_lock_class(), -p_worker::int);
    if not exists (select from jobs_queue_worker w where w.id = p_worker) then
        return null;
    end if;

    v_claim.worker := p_worker;
    v_claim.lease := v_lease;
    v_claim.kinds := p_kinds;
    v_claim.paused_kinds := '{}';
    v_claim.paused_queues := '{}';
    if exists (select from jobs_queue_pause) then
        select coalesce(array_agg(p.queue) filter (where p.queue is not null), '{}'),
               coalesce(array_agg(p.kind order by p.kind) filter (where p.kind = any (p_kinds)), '{}')
        into v_claim.paused_queues, v_claim.paused_kinds
        from jobs_queue_pause p;
        v_claim.kinds := array(select k from unnest(p_kinds) k where k <> all (v_claim.paused_kinds));
    end if;
    v_claim.limited_queues := array(select l.queue from jobs_queue_limit l);
    v_claim.is_reset := coalesce(p_cursor.paused_kinds, '{}') <> v_claim.paused_kinds;

    v_claim.ceiling := pg_snapshot_xmax(v_seen);
    v_claim.ended := array(select x from unnest(p_cursor.in_flight) x where pg_visible_in_snapshot(x, v_seen));
    v_claim.in_flight := array(
        select pg_snapshot_xip(v_seen)
        union all
        select x from unnest(p_cursor.in_flight) x where not pg_visible_in_snapshot(x, v_seen));
    return v_claim;
end $$;
