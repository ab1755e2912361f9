-- Runs jobs: claims them, stores how they ended, takes over from workers that died, fires what is periodic.
grant select, insert, update on jobs_queue_job to :role;
grant select, update on jobs_queue_batch, jobs_queue_step to :role;
grant select, insert, update, delete on jobs_queue_worker, jobs_queue_claim, jobs_queue_start to :role;
grant select, insert, update, delete on jobs_queue_report, jobs_queue_log to :role;
grant select, insert, update on jobs_queue_low_watermark, jobs_queue_periodic, jobs_queue_outcome, jobs_queue_failure to :role;
grant select, insert on jobs_queue_tick to :role;
grant select, delete on jobs_queue_cancel to :role;
grant select on jobs_queue_limit, jobs_queue_weight, jobs_queue_pause to :role;
grant usage on sequence jobs_queue_job_id_seq, jobs_queue_lease to :role;
grant select on sequence jobs_queue_ring to :role;
grant execute on function jobs_queue_retain to :role;
grant select, update on jobs_queue_sweep to :role;
