-- Releases the steps whose predecessors have all ended, and returns how many: those after p_ended, or with p_all every
-- such step.
create or replace function jobs_queue_release_steps(p_batch bigint, p_ended bigint[], p_all boolean) returns int
language plpgsql
as $$
declare
    v_count int;
begin
    with ready as materialized (
        select s.job_id, greatest(s.run_at, now()) as run_at, s.expires_in
        from jobs_queue_step s
        where s.batch = p_batch and s.ended is null and s.released_at is null and (p_all or s.after && p_ended)
          and not exists (select from jobs_queue_step d where d.job_id = any (s.after) and d.ended is null)
    ),
    freed as (
        update jobs_queue_job j
        set run_at = r.run_at, txid = case when r.run_at <= now() then pg_current_xact_id() end,
            expires_at = coalesce(jobs_queue_expiry(r.run_at, null, r.expires_in), j.expires_at)
        from ready r
        where j.batch = p_batch and j.id = r.job_id and j.state = 'pending' and j.txid is null
    )
    update jobs_queue_step s
    set released_at = now()
    from ready r
    where s.job_id = r.job_id;
    get diagnostics v_count = row_count;
    return v_count;
end $$;
