-- Deletes claims of a worker whose jobs have all ended, so that capacity is measured over them once.
create or replace function jobs_queue_trim_claims(p_worker bigint, p_queue text) returns void
language plpgsql
as $$
begin
    delete from jobs_queue_claim c
    using jobs_queue_worker w
    where w.id = p_worker and c.worker = w.id and c.lease >= w.ended_below and c.queue = p_queue
      and not exists (
          select
          from unnest(c.slots, c.ids) as held (slot, id)
          join jobs_queue_job j on j.slot = held.slot and j.id = held.id and j.lease = c.lease and j.state = 'running');
end $$;
