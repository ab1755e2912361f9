-- Adds jobs, batches and workflows. Sees of other jobs their number and state, not what they hold.
grant insert on jobs_queue_job to :role;
grant select (slot, id, state, batch, expires_at) on jobs_queue_job to :role;
grant select, insert, update on jobs_queue_unique to :role;
grant select, insert on jobs_queue_batch to :role;
grant update (id) on jobs_queue_batch to :role; -- "for share" asks for it; an identity cannot be updated
grant select, insert on jobs_queue_step to :role;
grant usage on sequence jobs_queue_job_id_seq to :role;
grant select on sequence jobs_queue_ring to :role;
grant execute on function jobs_queue_replace_args to :role;
