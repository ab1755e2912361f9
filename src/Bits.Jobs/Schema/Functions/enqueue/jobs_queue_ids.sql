-- Allocates ids for jobs that are about to be copied in, and names their slot.
create or replace function jobs_queue_ids(p_count int, out ids bigint[], out slot smallint)
language sql
as $$
    select array(select nextval('jobs_queue_job_id_seq') from generate_series(1, p_count)),
           pg_sequence_last_value('jobs_queue_ring')::smallint
$$;
