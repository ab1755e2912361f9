-- Counts the jobs of its queue and priority before a job, at most p_max.
-- Hints, at 200,000 jobs: plans made on empty tables scan whole slots; 14 ms with, 65 ms without.
create or replace function jobs_queue_ahead(p_id bigint, p_max int) returns int
language plpgsql stable
set jit = off set enable_seqscan = off set enable_bitmapscan = off
as $$
declare
    v_job   record;
    v_count int;
begin
    select j.queue, j.priority, j.txid, j.id, coalesce(p.txid, '3'::xid8) as from_txid, coalesce(p.id, 0) as from_id
    into v_job
    from jobs_queue_job j
    left join jobs_queue_low_watermark p on p.queue = j.queue and p.priority = j.priority and not p.keyed
    where j.id = p_id and j.key is null and j.txid is not null;

    select count(*) into v_count
    from (
        select
        from jobs_queue_job o
        where o.queue = v_job.queue and o.priority = v_job.priority and o.key is null
          and (o.txid, o.id) >= (v_job.from_txid, v_job.from_id) and (o.txid, o.id) < (v_job.txid, v_job.id)
          and o.state in ('pending', 'failed')
        order by o.txid, o.id
        limit p_max
    ) ahead;
    return v_count;
end $$;
