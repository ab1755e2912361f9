-- Sees everything; retries, cancels, discards, pauses, limits, and edits what is periodic.
grant select on jobs_queue_job, jobs_queue_slot, jobs_queue_worker, jobs_queue_claim, jobs_queue_low_watermark, jobs_queue_cancel,
    jobs_queue_unique, jobs_queue_failure, jobs_queue_pause, jobs_queue_outcome, jobs_queue_periodic, jobs_queue_tick,
    jobs_queue_limit, jobs_queue_weight, jobs_queue_start, jobs_queue_batch, jobs_queue_report, jobs_queue_log,
    jobs_queue_step, jobs_queue_sweep, jobs_queue_action to :role;
grant insert, update, delete on jobs_queue_job to :role;
grant insert, update on jobs_queue_cancel to :role;
grant insert, update, delete on jobs_queue_pause, jobs_queue_limit, jobs_queue_weight, jobs_queue_periodic to :role;
grant insert, update, delete on jobs_queue_failure to :role;
grant delete on jobs_queue_report, jobs_queue_log, jobs_queue_tick to :role;
grant update on jobs_queue_batch, jobs_queue_step to :role;
grant usage on sequence jobs_queue_job_id_seq to :role;
grant select on sequence jobs_queue_ring to :role;
grant insert, delete on jobs_queue_action to :role;
