-- Tells whether a living worker holds an attempt.
create or replace function jobs_queue_is_held(p_worker bigint, p_lease bigint, p_id bigint) returns boolean language sql stable as $$
    select exists (
        select
        from jobs_queue_claim c
        join jobs_queue_worker w on w.id = c.worker
        where c.worker = p_worker and c.lease = p_lease and p_id = any (c.ids) and w.beat_at >= now() - w.lease)
$$;
